namespace SaxToBus;

/// <summary>Text from outside, made fit for a terminal and a log.</summary>
internal static class Printable
{
    /// <summary>Cuts a text from outside that is shown as a part of a message.</summary>
    public static string Short(string text, int length = 100) => text.Length <= length ? text : text[..length] + "…";

    /// <summary>Puts a text on one line: each control character becomes a space. Secrets in web addresses are masked.</summary>
    public static string Line(string text)
    {
        text = WebAddress.MaskIn(text);
        return text.Any(char.IsControl)
            ? string.Create(text.Length, text, static (line, original) =>
            {
                for (var i = 0; i < line.Length; i++)
                    line[i] = char.IsControl(original[i]) ? ' ' : original[i];
            })
            : text;
    }
}
