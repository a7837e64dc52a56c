using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Shows results to people.</summary>
internal static class ResultTable
{
    internal static Table Of(Suite suite, IEnumerable<CaseResult> results)
    {
        var table = new Table()
            .Title(Markup.Escape($"{suite.Name}: per {suite.Operation}, {RuntimeInformation.FrameworkDescription}, {(RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "Native AOT")}"))
            .AddColumn("case")
            .AddColumn(Number("ns"))
            .AddColumn(Number("best"))
            .AddColumn(Number("bytes"))
            .AddColumn("baseline")
            .AddColumn(Number("ratio"));

        foreach (var result in results)
            table.AddRow(Markup.Escape(result.Case), Text(result.Ns), Text(result.Best), Text(result.Bytes), Markup.Escape(result.Baseline), Text(result.Ratio));
        return table;
    }

    private static TableColumn Number(string header) => new TableColumn(header).RightAligned();

    private static string Text(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
