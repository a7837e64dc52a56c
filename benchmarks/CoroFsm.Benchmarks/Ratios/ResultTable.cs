using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Formats results as a table.</summary>
internal static class ResultTable
{
    internal static Table Of(Suite suite, IReadOnlyList<CaseResult> results)
    {
        var hasInput = results.Any(result => result.MegabytesPerSecond is not null);
        var compiler = RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "Native AOT";
        var table = new Table()
            .Title(Markup.Escape($"{suite.Name}: per {suite.Operation}, {RuntimeInformation.FrameworkDescription}, {compiler}"))
            .AddColumn("case")
            .AddColumn(Number("ns"))
            .AddColumn(Number("best"))
            .AddColumn(Number("bytes"))
            .AddColumn("baseline")
            .AddColumn(Number("ratio"));
        if (hasInput)
            table.AddColumn(Number("MB/s"));

        foreach (var result in results)
        {
            string[] cells =
            [
                Markup.Escape(result.Case),
                Text(result.Ns),
                Text(result.Best),
                Text(result.Bytes),
                Markup.Escape(result.Baseline),
                Text(result.Ratio, result.Ratio < 1 ? "N3" : "N2"),
            ];
            table.AddRow(hasInput ? [.. cells, result.MegabytesPerSecond is { } speed ? Text(speed) : ""] : cells);
        }

        return table;
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned();

    private static string Text(double value, string? format = null) =>
        value.ToString(format ?? (value < 10_000 ? "N2" : "N0"), CultureInfo.InvariantCulture);
}
