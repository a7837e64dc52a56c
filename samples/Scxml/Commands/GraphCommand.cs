using CoroFsm.Diagnostics;

namespace ScxmlSample;

/// <summary>Draws the chart of a document.</summary>
internal static class GraphCommand
{
    internal static string[] Formats { get; } = ["mermaid", "dot", "scxml", "table"];

    internal static Task<int> RunAsync(string path, string format, bool allowSources, Terminal terminal) =>
        Outcome.OfAsync(path, terminal, async () =>
        {
            var document = Documents.Load(path, allowSources);
            var graph = StateGraph.Of(document.Chart, document.InitialState);
            await terminal.Out.WriteAsync(format switch
            {
                "dot" => graph.ToDot(),
                "scxml" => graph.ToScxml(),
                "table" => graph.ToString(),
                _ => graph.ToMermaid(),
            });
            return ExitCode.Done;
        });
}
