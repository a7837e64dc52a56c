using System.Text.RegularExpressions;

namespace CoroFsm.Diagnostics;

/// <summary>Escapes the text of a label for Mermaid, so that it is displayed unchanged.</summary>
/// <remarks>
/// Mermaid reads a label three times: its own grammar finds statements in it, Markdown and TeX find markup, and HTML collapses spaces. A
/// numbered entity is decoded after all of them.
/// </remarks>
internal static partial class MermaidText
{
    /// <summary>Replaces the characters that would not be displayed unchanged with numbered entities.</summary>
    internal static string Escape(string label) =>
        string.IsNullOrWhiteSpace(label) ? "#160;" : Special().Replace(StateText.Printable(label), Entity);

    private static string Entity(Match match) => $"#{(match.ValueSpan[0] is ' ' ? '\u00A0' : (int)match.ValueSpan[0])};";

    [GeneratedRegex(
        """
        [!-~-[A-Za-z0-9()\[\].,/=!?'+|_-]]      # punctuation, except what is harmless within a text and frequent in code
        | [\s-[\ ]] | \uFEFF | \uFB02           # spaces that are trimmed; the mark that Mermaid puts before an entity
        | ^[!-/:-@[-`{-~]                       # lists and rules of Markdown
        | (?<=^[0-9]+)[.)]                      # numbered lists
        | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])  # emphasis
        | (?<=\])\( | (?<=www)\.                # links
        | (?<=\[)\[                             # [[fork]]
        | (?<=directio)n                        # direction LR
        | ^\  | (?<=\ )\  | \ $
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Special();
}
