namespace SaxToBus;

/// <summary>Text from outside, made fit for a terminal and a log.</summary>
internal static class Printable
{
    /// <summary>Puts a text on one line: what would move the cursor, or give orders to the terminal, becomes a space. Secrets in web addresses are masked.</summary>
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
