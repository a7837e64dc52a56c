using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Random graphs of stages, compared with a model of plain lists.</summary>
public sealed class GraphLaws
{
    private static readonly Exception Failure = new ArithmeticException("fault");

    [Property(MaxTest = 2_000)]
    public Property Sinks_AnyGraph_EqualTheModel() => Prop.ForAll(Graph.Random.ToArbitrary(), graph =>
    {
        var model = GraphModel.Of(graph);
        var run = new GraphRun(graph, Failure);
        var expected = string.Join(
            '\n',
            graph.All.Where(node => node.Kind == "sink").Select((sink, i) => $"{i}: {Text(model.Sinks[sink])}").Append(
                model.Fails ? "fails" : "succeeds"));
        var actual = string.Join(
            '\n', graph.All.Where(node => node.Kind == "sink").Select((sink, i) => $"{i}: {run.Sinks[sink].Text}").Append(run.Outcome));
        return (expected == actual).Label($"{graph}\nmodel:\n{expected}\nrun:\n{actual}");
    });

    private static string Text(GraphModel.Stream stream) =>
        string.Join(
            ' ', stream.Items.Select(item => $"{item.Value}").Concat(stream.End is null ? [] : [stream.End.IsFailure ? "!fault" : "|"]));
}
