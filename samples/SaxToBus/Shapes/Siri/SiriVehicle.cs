using System.Text;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>
/// Collects the values of one vehicle after the other, in memory that it keeps. Missing or malformed values are left out, and counted.
/// </summary>
internal sealed class SiriVehicle(FeedFaults faults)
{
    /// <summary>The element with all of a vehicle's values but the time.</summary>
    public const string Journey = "MonitoredVehicleJourney";

    /// <summary>The element of the journey with the vehicle's position.</summary>
    public const string Location = "VehicleLocation";

    /// <summary>How long a value may be, in bytes.</summary>
    public const int MaxValue = 4096;

    /// <summary>The text of the value that is open.</summary>
    private readonly ByteBuffer text = new();

    /// <summary>The value of each field: the first good one, for a feed may repeat it, in other languages or without end.</summary>
    private readonly ByteBuffer[] values = Array.ConvertAll(SiriField.All, _ => new ByteBuffer());

    private SiriField field = SiriField.Vehicle;
    private int present;
    private int malformed;
    private bool isTooLong;

    /// <summary>The coordinate system that the location or its coordinates state; null if neither does.</summary>
    private string? system;
    private (int Line, int Column) begin;
    private (int Line, int Column) suspect;

    /// <summary>The names of the last vehicle's fields: as a rule those of the next one, too.</summary>
    private string[] lastNames = [];
    private int lastPresent;

    /// <summary>Determines whether an event begins a vehicle.</summary>
    public static bool IsStartOfVehicle(SaxEvent e) => e.Kind == SaxKind.StartElement && NameOf(e) == "VehicleActivity";

    /// <summary>Gets the name of an element; "" if it is in another namespace than SIRI's.</summary>
    public static string NameOf(SaxEvent start) => start.NamespaceUri == SiriFeed.Namespace ? start.LocalName : "";

    /// <summary>Begins a vehicle.</summary>
    /// <param name="start">The start of its element.</param>
    public void Begin(SaxEvent start)
    {
        begin = (start.Line, start.Column);
        present = 0;
        malformed = 0;
    }

    /// <summary>Begins the position.</summary>
    /// <param name="start">The start of its element.</param>
    public void BeginLocation(SaxEvent start) => system = SiriCoordinates.SystemOf(start);

    /// <summary>Begins a value.</summary>
    /// <param name="opened">Its field.</param>
    /// <param name="start">The start of its element.</param>
    public void Open(SiriField opened, SaxEvent start)
    {
        field = opened;
        if (field == SiriField.Coordinates)
            system = SiriCoordinates.SystemOf(start) ?? system;
        text.CutTo(0);
        isTooLong = false;
        suspect = default;
    }

    /// <summary>Adds a piece of the value.</summary>
    public void Append(SaxEvent characters)
    {
        var piece = characters.Text;

        // Where a text begins is only asked, for it costs, if it may be needed.
        if (suspect.Line == 0 && (field.Fault is null ? field == SiriField.Coordinates : FaultOf(Trim(piece)) is not null))
            suspect = (characters.Line, characters.Column);
        if (text.Length + piece.Length <= MaxValue)
            text.Append(piece);
        else
            isTooLong = true;
    }

    /// <summary>Ends the value.</summary>
    /// <param name="end">The end of its element.</param>
    public void Close(SaxEvent end)
    {
        var value = Trim(text.From(0));
        var wrong = isTooLong ? $"the value is longer than {MaxValue} bytes"
            : value.IsEmpty ? field.IsRequired || field.Fault is not null ? "the value is empty" : null
            : FaultOf(value);
        if (wrong is null && !value.IsEmpty)
        {
            Keep(value);
            return;
        }

        if (wrong is not null)
        {
            // One that is malformed is not also missing.
            malformed |= field == SiriField.Coordinates ? Bit(SiriField.Latitude) | Bit(SiriField.Longitude) : Bit(field);
            var (line, column) = suspect.Line > 0 ? suspect : (end.Line, end.Column);
            var what = value.IsEmpty || isTooLong ? field.Element : $"{field.Element} \"{Shown(value)}\"";
            faults.Add($"bad {field.Element}", $"{what}: {wrong}", line, column);
        }
    }

    /// <summary>Makes the record.</summary>
    public Bus Build()
    {
        CountMissing();
        if (present != lastPresent)
        {
            lastNames = [.. SiriField.All.Where(f => (present & 1 << f.Index) != 0).Select(f => f.Name)];
            lastPresent = present;
        }

        var ends = new int[lastNames.Length];
        var length = 0;
        for (int i = 0, at = 0; i < values.Length; i++)
        {
            if ((present & 1 << i) != 0)
                ends[at++] = length += values[i].Length;
        }

        var packed = new byte[length];
        var rest = packed.AsSpan();
        for (var i = 0; i < values.Length; i++)
        {
            if ((present & 1 << i) == 0)
                continue;
            values[i].From(0).CopyTo(rest);
            rest = rest[values[i].Length..];
        }

        return new(lastNames, ends, packed);
    }

    private string? FaultOf(ReadOnlySpan<byte> value)
    {
        if (field == SiriField.Coordinates)
            return SiriCoordinates.FaultOf(value, system);
        if (field == SiriField.Recorded && faults.Zone is { } zone && XsdValue.OffsetOf(value, zone) is not null)
            return null;
        return field.Fault?.Invoke(value);
    }

    private void Keep(ReadOnlySpan<byte> value)
    {
        if (field == SiriField.Coordinates)
        {
            SiriCoordinates.Split(value, out var latitude, out var longitude);
            Keep(SiriField.Latitude, value[latitude], default);
            Keep(SiriField.Longitude, value[longitude], default);
        }
        else
        {
            Span<byte> offset = stackalloc byte[6];
            var mayLackZone = field == SiriField.Recorded && faults.Zone is not null;
            Keep(field, value, mayLackZone && XsdValue.OffsetOf(value, faults.Zone!) is { } span ? XsdValue.Format(span, offset) : default);
        }
    }

    private void Keep(SiriField kept, ReadOnlySpan<byte> value, ReadOnlySpan<byte> suffix)
    {
        if ((present & Bit(kept)) != 0)
            return;

        values[kept.Index].CutTo(0);
        values[kept.Index].Append(value);
        values[kept.Index].Append(suffix);
        present |= Bit(kept);
    }

    private static int Bit(SiriField of) => 1 << of.Index;

    private void CountMissing()
    {
        var known = present | malformed;
        foreach (var required in SiriField.All)
        {
            if (required.IsRequired && (known & 1 << required.Index) == 0)
                faults.Add($"no {required.Element}", $"the vehicle{Called()} has no {required.Element}", begin.Line, begin.Column);
        }

        // A position is one value in two halves.
        var position = Bit(SiriField.Latitude) | Bit(SiriField.Longitude);
        if ((known & position) != position)
        {
            faults.Add(
                "no position",
                $"the vehicle{Called()} has no position: Latitude and Longitude in VehicleLocation",
                begin.Line,
                begin.Column);
        }
    }

    private string Called() => (present & 1 << SiriField.Vehicle.Index) == 0 ? "" : $" {Shown(values[SiriField.Vehicle.Index].From(0))}";

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.Trim(" \t\r\n"u8);

    private static string Shown(ReadOnlySpan<byte> value)
    {
        const int Enough = 40;
        return value.Length <= Enough ? Encoding.UTF8.GetString(value) : Encoding.UTF8.GetString(value[..Enough]) + "…";
    }
}
