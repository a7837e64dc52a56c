using CoroFsm.Scxml.Documents;

namespace CoroFsm.Scxml.Http;

/// <summary>Makes an event of a request.</summary>
internal static class HttpEvent
{
    internal const string OriginType = "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor";

    /// <summary>The parameter with the name of the event.</summary>
    internal const string NameParameter = "_scxmleventname";

    internal const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Makes an event.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="query">The query of its address, without the question mark.</param>
    /// <param name="contentType">The type of its body, without parameters. Null: none.</param>
    /// <param name="body">Its body.</param>
    /// <param name="raw">The whole request.</param>
    /// <returns>The event; null if the name in the request is no event name.</returns>
    internal static ScxmlEvent? Create(string method, string query, string? contentType, string body, string raw)
    {
        var parameters = Parse(query);
        object? content = null;
        if (contentType is null or FormType && (body.Contains('=', StringComparison.Ordinal) || body.Length == 0))
            parameters.AddRange(Parse(body));
        else
            content = Content(contentType, body);

        var names = parameters.Where(static pair => pair.Key == NameParameter).Select(static pair => pair.Value).ToArray();
        var name = names is [var only] ? only : $"HTTP.{method}";
        if (!Names.IsEventName(name))
            return null;
        parameters.RemoveAll(static pair => pair.Key == NameParameter);
        return new(name) { OriginType = OriginType, Raw = raw, Data = content ?? Data(parameters) };
    }

    private static object? Content(string? contentType, string body) => contentType switch
    {
        "application/json" when ScxmlValue.TryParseJson(body, out var value) => value,
        "application/xml" or "text/xml" when ScxmlValue.TryParseXml(body, out var element) => element,
        null or FormType => Decode(body),
        _ => body,
    };

    /// <summary>The values of a name that occurs again form a list.</summary>
    private static Dictionary<string, object?>? Data(List<KeyValuePair<string, string>> parameters) => parameters.Count == 0
        ? null
        : parameters.GroupBy(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal).ToDictionary(
            static group => group.Key,
            static group => group.Count() == 1 ? group.First() : (object?)group.ToArray(),
            StringComparer.Ordinal);

    private static List<KeyValuePair<string, string>> Parse(string form) =>
    [
        .. from pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries)
           let at = pair.IndexOf('=', StringComparison.Ordinal)
           select at < 0
               ? KeyValuePair.Create(Decode(pair), "")
               : KeyValuePair.Create(Decode(pair[..at]), Decode(pair[(at + 1)..])),
    ];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
