using System.Globalization;
using System.Xml.Linq;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>Converts values between a session's engine and the rest of the program (<see cref="ScxmlValue"/>).</summary>
internal sealed class Values(Engine engine, ScriptBudget budget, int maxArrayLength)
{
    /// <summary>Maximum depth of objects in objects that leave the session.</summary>
    private const int MaxDepth = 64;

    private static readonly long FirstDate = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastDate = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly DocumentNodes nodes = new(engine);

    /// <summary>Makes the object for <c>_event</c>. It is read-only, but for its data.</summary>
    internal JsValue ToEvent(ScxmlEvent value) => Sandbox.Frozen(engine,
    [
        new("name", value.Name),
        new("type", value.Type switch
        {
            ScxmlEventType.Internal => "internal",
            ScxmlEventType.Platform => "platform",
            _ => "external",
        }),
        new("sendid", Text(value.SendId)),
        new("origin", Text(value.Origin)),
        new("origintype", Text(value.OriginType)),
        new("invokeid", Text(value.InvokeId)),
        new("data", value.Data is null ? JsValue.Undefined : ToScript(value.Data)),
        new("raw", Text(value.Raw)),
    ]);

    /// <summary>Converts a value to one of the engine.</summary>
    internal JsValue ToScript(object? value) => value switch
    {
        null => JsValue.Null,
        bool flag => flag ? JsBoolean.True : JsBoolean.False,
        double number => JsNumber.Create(number),
        string text => JsString.Create(text),
        XElement element => nodes.Document(element),
        IReadOnlyDictionary<string, object?> pairs => JsObject.CreateFromEntries(
            engine, pairs.Select(pair => KeyValuePair.Create(pair.Key, ToScript(pair.Value)))),
        IReadOnlyList<object?> items => new JsArray(engine, [.. items.Select(ToScript)]),
        _ => throw new ScxmlErrorException($"{value.GetType()} is no value of a session. Convert it with {nameof(ScxmlValue)}.From."),
    };

    /// <summary>
    /// Converts a value of the engine, as JSON would: functions and members without a value are left out. Each value counts in the budget.
    /// </summary>
    internal object? FromScript(JsValue value) => FromScript(value, 0);

    private object? FromScript(JsValue value, int depth)
    {
        budget.Check();
        if (depth > MaxDepth)
            throw new ScxmlErrorException($"The value is nested more than {MaxDepth} deep, or contains itself. Send less of it.");
        return value switch
        {
            JsBoolean => value.AsBoolean(),
            JsNumber => value.AsNumber(),
            JsString => value.AsString(),
            JsDate date => Date(date),
            DocumentNode node => node.ToXml(),
            JsArray array => FromArray(array, depth),
            ObjectInstance other when !other.IsCallable() => FromObject(other, depth),
            _ => null,
        };
    }

    private object?[] FromArray(JsArray array, int depth)
    {
        if (array.Length > maxArrayLength)
            throw new ScxmlErrorException("The array is too long. Send less of it.");
        var items = new object?[array.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = FromScript(array.Get(i), depth + 1);
        return items;
    }

    private Dictionary<string, object?> FromObject(ObjectInstance value, int depth)
    {
        Dictionary<string, object?> pairs = [];
        foreach (var key in value.GetOwnPropertyKeys(Types.String))
        {
            if (!value.GetOwnProperty(key).Enumerable)
                continue;
            var member = value.Get(key);
            if (!member.IsUndefined() && !member.IsCallable())
                pairs[key.ToString()] = FromScript(member, depth + 1);
        }

        return pairs;
    }

    /// <summary>As JSON has it: an ISO 8601 text, or null for no valid date. Years before 1 and after 9999 are left out.</summary>
    private static string? Date(JsDate date)
    {
        if (!(date.DateValue >= FirstDate && date.DateValue <= LastDate))
            return null;
        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)date.DateValue);
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private static JsValue Text(string? text) => text ?? JsValue.Undefined;
}
