using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace CoroFsm.Scxml.Content;

/// <summary>Conversions of .NET objects to values (<see cref="ScxmlValue"/>).</summary>
internal static class ValueConversion
{
    private const int MaxDepth = 64;

    /// <summary>Converts data. An object of another type is converted by its public properties.</summary>
    /// <exception cref="ArgumentException">The data contain what is no value.</exception>
    internal static object? From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T data)
    {
        if (TryConvert(data, 0, out var value))
            return value;
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (var property in typeof(T).GetProperties())
        {
            if (property.GetIndexParameters().Length > 0 || !property.CanRead)
                continue;
            fields[property.Name] = TryConvert(property.GetValue(data), 1, out var field)
                ? field
                : throw new ArgumentException(NoValue(property.PropertyType, $"The property {property.Name}"), nameof(data));
        }

        return fields.Count > 0 ? fields : throw new ArgumentException(NoValue(typeof(T), "The data"), nameof(data));
    }

    private static bool TryConvert(object? data, int depth, out object? value)
    {
        if (depth > MaxDepth)
            throw new ArgumentException($"The data are nested more than {MaxDepth} deep. Send flat data, without references to themselves.", nameof(data));
        value = data;
        switch (data)
        {
            case null or string or bool or double or XElement:
                return true;
            case char or Guid or Uri:
                value = data.ToString();
                return true;
            case Enum:
                value = data.ToString();
                return true;
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or decimal:
                value = Convert.ToDouble(data, CultureInfo.InvariantCulture);
                return true;
            case DateTimeOffset or DateTime or DateOnly or TimeOnly:
                value = ((IFormattable)data).ToString("O", CultureInfo.InvariantCulture);
                return true;
            case JsonElement json:
                value = From(json);
                return true;
            case IReadOnlyDictionary<string, object?> fields:
                value = fields.ToDictionary(static pair => pair.Key, pair => Nested(pair.Value, depth), StringComparer.Ordinal);
                return true;
            case IDictionary table:
                value = table.Keys.Cast<object>().ToDictionary(
                    static key => key.ToString()!, key => Nested(table[key], depth), StringComparer.Ordinal);
                return true;
            case IEnumerable items:
                value = items.Cast<object?>().Select(item => Nested(item, depth)).ToArray();
                return true;
            default:
                return false;
        }
    }

    private static object? Nested(object? data, int depth) =>
        TryConvert(data, depth + 1, out var value) ? value : throw new ArgumentException(NoValue(data!.GetType(), "An item"), nameof(data));

    private static object? From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Array => json.EnumerateArray().Select(From).ToArray(),
        JsonValueKind.Object => json.EnumerateObject()
            .GroupBy(static property => property.Name, static property => From(property.Value), StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Last(), StringComparer.Ordinal),
        _ => null,
    };

    private static string NoValue(Type type, string what) =>
        $"{what} is of the type {type}, which is no value. Use a text, a number, a list, or a dictionary of text and value.";
}
