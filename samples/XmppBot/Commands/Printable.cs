namespace XmppBot;

/// <summary>Text from outside, made fit for a terminal.</summary>
internal static class Printable
{
    /// <summary>Puts a text on one line: what would move the cursor, or give orders to the terminal, becomes a space.</summary>
    public static string Line(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
}
