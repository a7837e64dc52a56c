using Spectre.Console;

namespace SaxToBus;

/// <summary>A terminal with the table that refreshes in place, and warnings above it. Any thread may use it.</summary>
internal sealed class LiveScreen(LiveTable table, LiveDisplayContext context, IAnsiConsole console)
{
    /// <summary>
    /// Prevents a deadlock: Spectre takes its two locks in one order to refresh and in the other to write a line.
    /// </summary>
    private readonly Lock gate = new();

    /// <summary>Shows a round.</summary>
    public void Show(BoardRound round)
    {
        lock (gate)
            context.UpdateTarget(table.Of(round));
    }

    /// <summary>Writes a line above the table.</summary>
    public void Warn(string line)
    {
        lock (gate)
            console.MarkupLineInterpolated($"[yellow]{Printable.Line(line)}[/]");
    }
}
