using System.Diagnostics;

namespace SaxToBus;

/// <summary>Makes the writer of a format.</summary>
internal static class BusWriter
{
    /// <summary>Makes the writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where the rows go.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="filter">What the rows have in common.</param>
    public static IBusWriter Create(OutputFormat format, Stream output, bool isTerminal, BusFilter filter) => format switch
    {
        OutputFormat.Table => new TableBusWriter(output, isTerminal, filter),
        OutputFormat.Csv => new CsvBusWriter(output),
        OutputFormat.Json => new JsonBusWriter(output),
        _ => throw new UnreachableException(),
    };
}
