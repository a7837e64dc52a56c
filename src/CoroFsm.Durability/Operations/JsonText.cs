using System.Text.Json;
using System.Text.Unicode;

namespace CoroFsm.Durability.Operations;

/// <summary>Recognizes payloads that are JSON.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    /// <summary>Determines whether bytes are one JSON value without spaces around it.</summary>
    internal static bool IsText(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data[0] <= ' ' || data[^1] <= ' ' || !Utf8.IsValid(data))
            return false;
        var reader = new Utf8JsonReader(data, Options);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Determines whether bytes are one JSON value that fits into a line, and is read back with the same bytes.</summary>
    internal static bool IsLine(ReadOnlySpan<byte> data) => data.IndexOfAny((byte)'\r', (byte)'\n') < 0 && IsText(data);
}
