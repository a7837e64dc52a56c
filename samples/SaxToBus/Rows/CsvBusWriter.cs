using System.Buffers;

namespace SaxToBus;

/// <summary>Writes <c>route,id,"direction",latitude,longitude</c> for each bus, with the values as they stand in the feed.</summary>
internal sealed class CsvBusWriter(Stream stream) : IBusWriter
{
    /// <summary>What RFC 4180 wants quoted.</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private readonly Utf8Writer output = new(stream);

    /// <inheritdoc/>
    public void Write(Bus bus)
    {
        Field(bus.Utf8("route"));
        output.Write((byte)',');
        Field(bus.Utf8("id"));
        output.Write((byte)',');
        Quoted(bus.Utf8("direction"));
        output.Write((byte)',');
        Field(bus.Utf8("latitude"));
        output.Write((byte)',');
        Field(bus.Utf8("longitude"));
        output.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public void Flush() => output.Flush();

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void Field(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAny(Special))
            Quoted(value);
        else
            output.Write(value);
    }

    private void Quoted(ReadOnlySpan<byte> value)
    {
        output.Write((byte)'"');
        while (value.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(value[..(quote + 1)]);
            output.Write((byte)'"');
            value = value[(quote + 1)..];
        }

        output.Write(value);
        output.Write((byte)'"');
    }
}
