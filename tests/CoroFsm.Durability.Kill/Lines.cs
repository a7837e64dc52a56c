using System.Text;

namespace CoroFsm.Durability.Kill;

/// <summary>Lines of words on a stream. A line that a kill has cut off is recognized by its missing end.</summary>
internal sealed class Lines(Stream stream)
{
    private readonly Lock gate = new();

    /// <summary>Splits a line into its words; returns null if it was cut off.</summary>
    internal static string[]? Split(string line) => line.EndsWith(" .", StringComparison.Ordinal) ? line.Split(' ')[..^1] : null;

    internal void Write(string words)
    {
        var line = Encoding.UTF8.GetBytes(words + " .\n");
        lock (gate)
        {
            stream.Write(line);
            stream.Flush();
        }
    }
}
