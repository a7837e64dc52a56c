using System.Runtime.InteropServices;
using System.Xml;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>Collects the fields of one bus after the other, in memory that it keeps.</summary>
/// <remarks>
/// Open elements are a stack, and so is their text: that of an element lies above that of the elements around it until it ends,
/// and then becomes a value or is dropped.
/// </remarks>
internal sealed class BusBuilder
{
    /// <summary>How many fields a bus may have.</summary>
    public const int MaxFields = 1000;

    /// <summary>How much text a bus may have, in bytes.</summary>
    public const int MaxText = 16 << 20;

    /// <summary>How long the name of a nested field may be.</summary>
    public const int MaxPath = 4096;

    private readonly ByteBuffer text = new();
    private readonly ByteBuffer values = new();
    private readonly string[] names = new string[MaxFields];
    private readonly Range[] ranges = new Range[MaxFields];
    private readonly List<Child> outer = [];
    private int count;

    /// <summary>The names of the last bus: as a rule those of the next one, too.</summary>
    private string[] lastNames = [];
    private bool isLikeLast = true;

    /// <summary>Whether a field has got a second value: then the values do not lie one behind the other.</summary>
    private bool hasReplaced;

    /// <summary>The innermost open element; its name is null in the bus itself.</summary>
    private Child inner;

    /// <summary>Determines whether an event begins a bus.</summary>
    public static bool IsStartOfBus(SaxEvent e) => e.IsStart("bus");

    /// <summary>Determines whether an event ends the bus itself.</summary>
    public bool IsEndOfBus(SaxEvent e) => e.Kind == SaxKind.EndElement && inner.Name is null;

    /// <summary>Takes what an event within the bus brings.</summary>
    /// <param name="e">The event: not the end of the bus itself.</param>
    /// <exception cref="XmlException">The bus goes beyond a limit.</exception>
    public void Take(SaxEvent e)
    {
        var fault = e.Kind switch
        {
            SaxKind.StartElement => Open(e.Name),
            SaxKind.Text or SaxKind.CData => Append(e.Text),
            SaxKind.EndElement => Close(),
            _ => null,
        };
        if (fault is not null)
            throw Refusal(fault, e);
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

        var packed = new byte[length];
        if (!hasReplaced)
            values.From(0).CopyTo(packed);
        else
            PackWithoutGaps(packed, ends);

        var bus = new Bus(lastNames, ends, packed);
        text.CutTo(0);
        values.CutTo(0);
        count = 0;
        isLikeLast = true;
        hasReplaced = false;
        return bus;
    }

    /// <summary>Packs value by value: one that was replaced has left a gap, and the new one lies behind others.</summary>
    private void PackWithoutGaps(Span<byte> packed, int[] ends)
    {
        for (var i = 0; i < count; i++)
            values[ranges[i]].CopyTo(packed[(i == 0 ? 0 : ends[i - 1])..]);
    }

    private static XmlException Refusal(string fault, SaxEvent e) => new(fault, innerException: null, e.Line, e.Column);

    /// <summary>Begins an element within the bus.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    private string? Open(string name)
    {
        if (inner.Name is { } parent)
        {
            if (parent.Length + name.Length >= MaxPath)
                return $"the name of a nested field is longer than {MaxPath}";

            inner.IsParent = true;
            outer.Add(inner);
            name = $"{parent}/{name}";
        }

        inner = new() { Name = name, Text = text.Length };
        return null;
    }

    /// <summary>Adds to the text of the innermost element; what stands in the bus itself is no field.</summary>
    /// <param name="piece">The text.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    private string? Append(ReadOnlySpan<byte> piece)
    {
        if (inner.Name is null)
            return null;
        if (text.Length + values.Length + (long)piece.Length > MaxText)
            return $"a bus has more than {MaxText} bytes of text";

        text.Append(piece);
        return null;
    }

    /// <summary>Ends the innermost element: its text becomes a field, unless it is white space between other elements.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    private string? Close()
    {
        var child = inner;
        inner = default;
        if (outer.Count > 0)
        {
            inner = outer[^1];
            outer.RemoveAt(outer.Count - 1);
        }

        if (!child.IsParent || text.From(child.Text).ContainsAnyExcept(" \t\r\n"u8))
        {
            // A field whose name is known keeps its index and gets the new value.
            if (IndexOf(child.Name!) is not (< MaxFields and var index))
                return $"a bus has more than {MaxFields} fields";

            var start = values.Length;
            values.Append(text.From(child.Text));
            ranges[index] = start..values.Length;
        }

        text.CutTo(child.Text);
        return null;
    }

    private int IndexOf(string name)
    {
        // All names of a bus differ, so a name that comes where it came last time is not a repeated one.
        if (isLikeLast && count < lastNames.Length && lastNames[count] == name)
        {
            names[count] = name;
            return count++;
        }

        if (Array.IndexOf(names, name, 0, count) is >= 0 and var known)
        {
            hasReplaced = true;
            return known;
        }

        if (count == MaxFields)
            return MaxFields;

        isLikeLast = false;
        names[count] = name;
        return count++;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Child
    {
        /// <summary>Its name, with those around it.</summary>
        internal string? Name;

        /// <summary>Where its text begins.</summary>
        internal int Text;

        /// <summary>Whether it has elements of its own.</summary>
        internal bool IsParent;
    }
}
