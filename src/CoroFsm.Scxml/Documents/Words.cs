namespace CoroFsm.Scxml.Documents;

/// <summary>Attributes that are lists of words.</summary>
internal static class Words
{
    private static readonly char[] WhiteSpace = [' ', '\t', '\r', '\n'];

    internal static string[] Of(string? text) => text?.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
