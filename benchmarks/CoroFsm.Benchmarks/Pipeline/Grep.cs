namespace CoroFsm.Benchmarks.Pipeline;

/// <summary>The course's comparison: lines through a grep into nothing.</summary>
internal static class Grep
{
    private const string Pattern = "python";

    /// <summary>One of four lines matches. Their number is a power of two.</summary>
    internal static readonly string[] Lines =
    [
        "a line with nothing in it",
        "a longer line, and again nothing that is looked for",
        "python in a line",
        "short",
    ];

    internal static bool Matches(string line) => line.Contains(Pattern, StringComparison.Ordinal);

    internal static async Coroutine Run(Inbox<string> lines, Action<string> emit)
    {
        while (true)
        {
            var line = await lines.Receive();
            if (Matches(line))
                emit(line);
        }
    }
}
