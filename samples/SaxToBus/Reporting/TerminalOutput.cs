using System.Text;
using Spectre.Console;

namespace SaxToBus;

/// <summary>
/// Describes a writer to Spectre. Unlike Spectre's own type, it does not look at the process's console to find out what it is.
/// </summary>
internal sealed class TerminalOutput(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
{
    private const int PlainWidth = 80;
    private const int PlainHeight = 24;

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => isTerminal;

    /// <inheritdoc/>
    public int Width => SizeOr(PlainWidth, static () => Console.WindowWidth);

    /// <inheritdoc/>
    public int Height => SizeOr(PlainHeight, static () => Console.WindowHeight);

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // The writer has its encoding already.
    }

    private int SizeOr(int plain, Func<int> ask)
    {
        if (!isTerminal)
            return plain;

        try
        {
            return ask() is > 0 and var size ? size : plain;
        }
        catch (IOException)
        {
            return plain;
        }
    }
}
