using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CoroFsm.Scxml;

/// <summary>
/// Provides the values that travel between sessions, and between a session and .NET: null, <see cref="bool"/>, <see cref="double"/>,
/// <see cref="string"/>, <see cref="IReadOnlyDictionary{TKey, TValue}"/> of string and value, <see cref="IReadOnlyList{T}"/> of values,
/// and <see cref="XElement"/>.
/// </summary>
public static class ScxmlValue
{
    /// <summary>Maximum depth of values in values.</summary>
    internal const int MaxDepth = 64;

    private static readonly XmlReaderSettings Untrusted = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Converts a .NET object to a value.</summary>
    /// <remarks>
    /// Numbers, dates and enumerations become numbers and strings; dictionaries and sequences become dictionaries and lists; any other
    /// object, such as a record or an anonymous object, becomes a dictionary of its public properties. In a trimmed program the properties
    /// of <typeparamref name="TData"/> are kept; pass dictionaries for objects in it, or a <see cref="JsonElement"/>.
    /// </remarks>
    /// <typeparam name="TData">Type of the object.</typeparam>
    /// <param name="data">The object.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">
    /// The objects are nested more than 64 deep, contain themselves, or have no public property.
    /// </exception>
    public static object? From<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TData>(TData data) =>
        data is null ? null : TryConvert(data, 0, out var value) ? value : Properties(typeof(TData), data, 0);

    /// <summary>Reads JSON text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the text is JSON, nested at most 64 deep.</returns>
    public static bool TryParseJson(string text, out object? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            value = Convert(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads XML text with one root element. Document type declarations are not accepted.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The root element.</param>
    /// <returns>Whether the text is well-formed XML.</returns>
    public static bool TryParseXml(string text, [NotNullWhen(true)] out XElement? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = null;
        if (!text.AsSpan().TrimStart().StartsWith('<'))
            return false;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Untrusted);
            value = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root;
            return value is not null;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Returns the text of a value: a string as it is, markup for XML, and JSON for all else.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    public static string ToText(object? value) => ScxmlValueText.Write(value);

    private static bool TryConvert(object? data, int depth, out object? value)
    {
        if (depth > MaxDepth)
            throw new ArgumentException($"The data is nested more than {MaxDepth} deep. Remove the cycle, or pass less.", nameof(data));
        value = data switch
        {
            null or bool or double or string => data,
            XElement element => element,
            char or Guid or Uri => data.ToString(),
            Enum name => name.ToString(),
            DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)data).ToString("O", CultureInfo.InvariantCulture),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            JsonElement json => Convert(json),
            JsonDocument json => Convert(json.RootElement),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or decimal =>
                ((IConvertible)data).ToDouble(CultureInfo.InvariantCulture),
            IReadOnlyDictionary<string, object?> pairs =>
                pairs.ToDictionary(static pair => pair.Key, pair => ConvertItem(pair.Value, depth)),
            IDictionary pairs => Convert(pairs, depth),
            IEnumerable items => items.Cast<object?>().Select(item => ConvertItem(item, depth)).ToArray(),
            _ => null,
        };
        return data is null || value is not null;
    }

    private static Dictionary<string, object?> Convert(IDictionary pairs, int depth)
    {
        Dictionary<string, object?> value = [];
        foreach (DictionaryEntry pair in pairs)
            value[System.Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!] = ConvertItem(pair.Value, depth);
        return value;
    }

    private static object? ConvertItem(object? item, int depth) =>
        TryConvert(item, depth + 1, out var value) ? value : PropertiesOf(item!, depth + 1);

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The remarks of From say what is kept in a trimmed program.")]
    private static Dictionary<string, object?> PropertiesOf(object data, int depth) => Properties(data.GetType(), data, depth);

    private static Dictionary<string, object?> Properties(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type, object data, int depth)
    {
        Dictionary<string, object?> value = [];
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0)
                value[property.Name] = ConvertItem(property.GetValue(data), depth);
        }

        return value.Count > 0
            ? value
            : throw new ArgumentException($"The type {type} has no public property to read. Pass a dictionary.", nameof(data));
    }

    private static object? Convert(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Array => json.EnumerateArray().Select(Convert).ToArray(),
        JsonValueKind.Object => Members(json),
        _ => null,
    };

    private static Dictionary<string, object?> Members(JsonElement json)
    {
        Dictionary<string, object?> value = [];
        foreach (var member in json.EnumerateObject())
            value[member.Name] = Convert(member.Value);
        return value;
    }
}
