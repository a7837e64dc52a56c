using Spectre.Console;

namespace SaxToBus;

/// <summary>Makes Spectre consoles over the streams of a run.</summary>
internal static class Terminals
{
    /// <summary>Makes a console for a writer.</summary>
    /// <param name="writer">What it writes to.</param>
    /// <param name="isTerminal">Whether it is a terminal; otherwise it gets plain text.</param>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal) => AnsiConsole.Create(new()
    {
        Out = new TerminalOutput(writer, isTerminal),
        Ansi = isTerminal ? AnsiOfTerminal : AnsiSupport.No,
        ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
    });

    /// <summary>
    /// Gets what a terminal understands. Spectre does not look closer if either standard output or standard error is not one.
    /// </summary>
    private static AnsiSupport AnsiOfTerminal => OperatingSystem.IsWindows()
        ? AnsiSupport.Detect
        : Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? AnsiSupport.No : AnsiSupport.Yes;
}
