using System.Text.Encodings.Web;
using System.Text.Json;

namespace SaxToBus;

/// <summary>Writes an array of objects with all fields of each bus, in the order of the feed.</summary>
internal sealed class JsonBusWriter : IBusWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The output is a file or a terminal, not a part of a web page: & and é stay what they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    private readonly Utf8Writer output;
    private readonly Utf8JsonWriter json;

    /// <summary>Initializes a writer, and begins the array.</summary>
    public JsonBusWriter(Stream stream)
    {
        output = new(stream);
        json = new(output, Options);
        json.WriteStartArray();
    }

    /// <inheritdoc/>
    public void Write(Bus bus)
    {
        json.WriteStartObject();
        for (var i = 0; i < bus.Count; i++)
            json.WriteString(bus.Name(i), bus.Utf8(i));
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        json.Flush();
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A row that could not be written has left its object open; the end is then not written.
        if (json.CurrentDepth == 1)
            json.WriteEndArray();
        json.Dispose();
        output.Write((byte)'\n');
        output.Flush();
    }
}
