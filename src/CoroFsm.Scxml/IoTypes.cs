namespace CoroFsm.Scxml;

/// <summary>The names of the SCXML event I/O processor, and of SCXML as a type of invocation.</summary>
internal static class IoTypes
{
    internal const string Scxml = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";

    /// <summary>Determines whether the type of a <c>send</c> element is that of SCXML, which is the default.</summary>
    internal static bool IsScxml(string? type) => type is null or Scxml or "scxml";

    /// <summary>Determines whether the type of an <c>invoke</c> element is that of SCXML, which is the default.</summary>
    internal static bool IsScxmlInvocation(string? type) =>
        type is null or "scxml" or "http://www.w3.org/TR/scxml" or "http://www.w3.org/TR/scxml/";
}
