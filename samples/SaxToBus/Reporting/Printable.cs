using System.Globalization;
using System.Text;

namespace SaxToBus;

/// <summary>Makes text from outside fit for a terminal and a log.</summary>
internal static class Printable
{
    /// <summary>Cuts a text from outside that is shown as a part of a message. A surrogate pair is not split.</summary>
    public static string Short(string text, int length = 100)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsSurrogatePair(text, length - 1) ? length - 1 : length)] + "…";
    }

    /// <summary>
    /// Puts a text on one line. Characters that move the cursor, command the terminal, change the direction of writing or are invisible
    /// become spaces. Secrets in web addresses are masked.
    /// </summary>
    public static string Line(string text)
    {
        text = WebAddress.MaskIn(text);
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            line.Append(IsShown(rune) ? rune.ToString() : " ");
        return line.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
