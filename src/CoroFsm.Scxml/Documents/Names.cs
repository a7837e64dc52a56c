namespace CoroFsm.Scxml.Documents;

/// <summary>Rules of names.</summary>
internal static class Names
{
    /// <summary>The maximum length of the name of an event.</summary>
    internal const int MaxEventName = 1_000;

    /// <summary>Determines whether a text can name a state: it is one word.</summary>
    internal static bool IsId(string text) => text.Length > 0 && !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>Determines whether a text is the name of an event: words with dots between them.</summary>
    internal static bool IsEventName(string text) =>
        text.Length <= MaxEventName && IsId(text) && !text.Contains('*', StringComparison.Ordinal)
        && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal);
}
