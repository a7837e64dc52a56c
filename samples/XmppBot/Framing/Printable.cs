using System.Globalization;
using System.Text;

namespace XmppBot;

/// <summary>Makes text from outside fit for a terminal and a log.</summary>
internal static class Printable
{
    /// <summary>The maximum length, in UTF-16 units, of a text that <see cref="Quote"/> returns, without its ellipsis.</summary>
    public const int MaxQuote = 300;

    /// <summary>
    /// Puts a text on one line. Characters that move the cursor, command the terminal, change the direction of writing or are invisible
    /// become spaces.
    /// </summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            line.Append(IsShown(rune) ? rune.ToString() : " ");
        return line.ToString();
    }

    /// <summary>Puts a text that a peer wrote on one line, and cuts it at <see cref="MaxQuote"/>.</summary>
    public static string Quote(string text)
    {
        var line = Line(text.Length > MaxQuote ? text[..MaxQuote] : text).Trim();
        return text.Length > MaxQuote ? $"{line}\u2026" : line;
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
