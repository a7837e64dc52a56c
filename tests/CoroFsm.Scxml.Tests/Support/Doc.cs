using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Support;

/// <summary>Documents of the tests. Their content begins on line 2.</summary>
internal static class Doc
{
    internal static EcmaScriptDataModel EcmaScript { get; } = new();

    internal static string Text(string content, string attributes = "") =>
        $"<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" {attributes}>\n{content}\n</scxml>";

    internal static ScxmlDocument Load(string content, string attributes = "", ScxmlLoadOptions? options = null) =>
        ScxmlDocument.Load(Text(content, attributes), options);

    /// <summary>Starts a session of a document with the ecmascript data model under simulated time.</summary>
    internal static ScxmlSession Start(string content, SimulatedTime? time = null, string attributes = "", ScxmlOptions? options = null) =>
        Load(content, $"datamodel=\"ecmascript\" {attributes}", new() { DataModel = EcmaScript })
            .Start((options ?? new()) with { DataModel = EcmaScript, TimeProvider = time ?? new() });

    /// <summary>Gets what a session has logged.</summary>
    internal static string Logged(this ScxmlSession session) => string.Join(' ', session.Log);
}
