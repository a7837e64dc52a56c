using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace CoroFsm.Scxml.Content;

/// <summary>Texts of values (<see cref="ScxmlValue"/>).</summary>
internal static class ValueText
{
    /// <summary>Returns the text of a value; null for no value. Objects and lists are JSON.</summary>
    internal static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        XElement xml => xml.ToString(SaveOptions.DisableFormatting),
        _ => Json(value),
    };

    private static string Json(object? value)
    {
        StringBuilder text = new();
        Json(text, value);
        return text.ToString();
    }

    private static void Json(StringBuilder text, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> fields:
                text.Append('{');
                foreach (var (index, (name, field)) in fields.Index())
                {
                    text.Append(index > 0 ? "," : "");
                    Quoted(text, name);
                    text.Append(':');
                    Json(text, field);
                }

                text.Append('}');
                break;
            case IReadOnlyList<object?> items:
                text.Append('[');
                foreach (var (index, item) in items.Index())
                {
                    text.Append(index > 0 ? "," : "");
                    Json(text, item);
                }

                text.Append(']');
                break;
            case null:
                text.Append("null");
                break;
            case bool or double:
                text.Append(Of(value));
                break;
            default:
                Quoted(text, Of(value is string or XElement ? value : value.ToString())!);
                break;
        }
    }

    private static void Quoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
