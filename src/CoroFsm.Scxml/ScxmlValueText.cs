using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace CoroFsm.Scxml;

/// <summary>Writes values as text.</summary>
internal static class ScxmlValueText
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => Number(number),
        XElement element => element.ToString(SaveOptions.DisableFormatting),
        _ => Json(value),
    };

    /// <summary>Integers without exponent, as ECMAScript writes them.</summary>
    private static string Number(double number) => number switch
    {
        0 => "0",
        _ when double.IsInteger(number) && Math.Abs(number) < 1e21 => number.ToString("F0", CultureInfo.InvariantCulture),
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Json(object? value)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Relaxed))
            Write(writer, value);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case double number when double.IsFinite(number):
                writer.WriteRawValue(Number(number));
                break;
            case null or double:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case IReadOnlyDictionary<string, object?> pairs:
                writer.WriteStartObject();
                foreach (var (name, member) in pairs)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case IReadOnlyList<object?> items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Write(value));
                break;
        }
    }
}
