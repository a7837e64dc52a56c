namespace SaxToBus;

/// <summary>Collects the fields of one bus after the other, in memory that it keeps.</summary>
/// <remarks>
/// Text is a stack: an element's text lies above that of the elements around it until the element ends, and then becomes a value or is dropped.
/// </remarks>
internal sealed class BusBuilder
{
    /// <summary>How many fields a bus may have.</summary>
    public const int MaxFields = 1000;

    /// <summary>How much text a bus may have, in bytes.</summary>
    public const int MaxText = 16 << 20;

    private readonly ByteBuffer text = new();
    private readonly ByteBuffer values = new();
    private readonly string[] names = new string[MaxFields];
    private readonly Range[] ranges = new Range[MaxFields];
    private int count;

    /// <summary>The names of the last bus: as a rule those of the next one, too.</summary>
    private string[] lastNames = [];
    private bool isLikeLast = true;

    /// <summary>Gets where the text of an element begins that starts now.</summary>
    public int Mark => text.Length;

    /// <summary>Gets a value indicating whether the bus takes so much more text.</summary>
    public bool HasRoomFor(int length) => text.Length + values.Length + (long)length <= MaxText;

    /// <summary>Adds to the text of the innermost element.</summary>
    public void Append(ReadOnlySpan<byte> piece) => text.Append(piece);

    /// <summary>Gets a value indicating whether the innermost element has text other than white space.</summary>
    /// <param name="mark">Where its text begins.</param>
    public bool HasText(int mark) => text[mark..].ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>Drops the text of the innermost element.</summary>
    /// <param name="mark">Where it begins.</param>
    public void Drop(int mark) => text.CutTo(mark);

    /// <summary>Makes the text of the innermost element a field. A field of this name keeps its place and gets the new value.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="mark">Where the text begins.</param>
    /// <returns>False if the bus has too many fields.</returns>
    public bool TryKeep(string name, int mark)
    {
        if (PlaceOf(name) is not (< MaxFields and var place))
            return false;

        var start = values.Length;
        values.Append(text[mark..]);
        ranges[place] = start..values.Length;
        text.CutTo(mark);
        return true;
    }

    /// <summary>Makes the record, and is ready for the next bus.</summary>
    public Bus Build()
    {
        if (!isLikeLast || count != lastNames.Length)
            lastNames = names[..count];

        var ends = new int[count];
        var length = 0;
        for (var i = 0; i < count; i++)
            ends[i] = length += ranges[i].End.Value - ranges[i].Start.Value;

        // Value by value, for one that was replaced has left a gap.
        var packed = new byte[length];
        for (var i = 0; i < count; i++)
            values[ranges[i]].CopyTo(packed.AsSpan(i == 0 ? 0 : ends[i - 1]));

        var bus = new Bus(lastNames, ends, packed);
        text.CutTo(0);
        values.CutTo(0);
        count = 0;
        isLikeLast = true;
        return bus;
    }

    private int PlaceOf(string name)
    {
        // All names of a bus differ, so a name that comes where it came last time is not a repeated one.
        if (isLikeLast && count < lastNames.Length && lastNames[count] == name)
        {
            names[count] = name;
            return count++;
        }

        if (Array.IndexOf(names, name, 0, count) is >= 0 and var known)
            return known;
        if (count == MaxFields)
            return MaxFields;

        isLikeLast = false;
        names[count] = name;
        return count++;
    }
}
