using System.Globalization;
using Spectre.Console;

namespace Connection;

/// <summary>Shows the figures to people.</summary>
internal static class ResultTable
{
    private const int PlainWidth = 120;

    /// <summary>Writes the table: in a file, as Markdown.</summary>
    internal static void Write(IReadOnlyList<FormResult> results, TextWriter output, bool isTerminal)
    {
        var table = new Table { Border = isTerminal ? TableBorder.Rounded : TableBorder.Markdown }
            .AddColumn(new TableColumn("form").NoWrap())
            .AddColumn(Number("lines of code"))
            .AddColumn(Number("ns/event"))
            .AddColumn(Number("bytes/event"))
            .AddColumn(Number("ratio"));
        foreach (var result in results)
        {
            table.AddRow(
                Markup.Escape(result.Form),
                result.Lines.ToString(CultureInfo.InvariantCulture),
                result.Ns.ToString("N1", CultureInfo.InvariantCulture),
                result.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                result.Ratio.ToString("N2", CultureInfo.InvariantCulture));
        }

        if (isTerminal)
        {
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) }).Write(table);
            return;
        }

        using var text = new StringWriter { NewLine = "\n" };
        var plain = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        plain.Profile.Width = PlainWidth;
        plain.Write(table);
        output.WriteLine(text.ToString().Trim());
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned().NoWrap();
}
