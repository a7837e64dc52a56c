using System.Globalization;
using System.Text;

namespace XmppBot;

/// <summary>Prepares names and passwords, so that what looks the same is the same (RFC 4013), as far as the platform can.</summary>
internal static class SaslPrep
{
    /// <summary>
    /// The Latin-1 characters that compatibility composition (NFKC) would change, or SASLprep maps; all others from U+00A1 to U+00FF stay
    /// as they are.
    /// </summary>
    private const string Changing = "\u00A8\u00AA\u00AD\u00AF\u00B2\u00B3\u00B4\u00B5\u00B8\u00B9\u00BA\u00BC\u00BD\u00BE";

    /// <summary>The characters that are mapped to nothing (RFC 3454, B.1).</summary>
    private const string Nothing = "\u00AD\u034F\u1806\u180B\u180C\u180D\u200B\u200C\u200D\u2060\uFEFF";

    /// <summary>Whether the platform composes: in the invariant mode it does not.</summary>
    private static readonly bool CanNormalize = "\u2168".Normalize(NormalizationForm.FormKC) == "IX";

    public static string Of(string text)
    {
        if (text.Any(char.IsControl))
            throw Refused("has a control character");
        if (Ascii.IsValid(text) || (!CanNormalize && text.All(IsUnchanged)))
            return text;
        if (!CanNormalize)
        {
            throw Refused(
                "has characters that this program cannot normalise, as it runs without the tables of Unicode; " +
                "ASCII and the letters of Latin-1 are understood");
        }

        var mapped = string.Concat(text.Where(static c => !Nothing.Contains(c, StringComparison.Ordinal) && c is < '\uFE00' or > '\uFE0F')
            .Select(static c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c));
        string prepared;
        try
        {
            prepared = mapped.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            throw Refused("is no valid Unicode");
        }

        foreach (var rune in prepared.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune == Rune.ReplacementChar)
                throw Refused("has a character that SASLprep prohibits");
        }

        return prepared;
    }

    /// <summary>Returns whether SASLprep leaves a character of ASCII or Latin-1 as it is.</summary>
    private static bool IsUnchanged(char c) =>
        c < 0x80 || (c is > '\u00A0' and <= '\u00FF' && !Changing.Contains(c, StringComparison.Ordinal));

    private static SessionException Refused(string why) => new(Failure.Authentication, $"the name or the password {why}");
}
