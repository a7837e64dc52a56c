using System.IO.Pipes;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Tests.Course;

/// <summary>Part 4 of the course: one end of a pipe sends the output of a pipeline, the other drives another pipeline.</summary>
public sealed class Processes
{
    private static readonly string[] Orders = ["black tea", "coffee", "tea with milk"];

    private static readonly JsonTypeInfo<string> Json = (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string));

    [Fact]
    public async Task SendToReceiveFrom_Items_OtherEndPrintsAndCompletes()
    {
        Assert.Equal(["black tea", "tea with milk", "end"], await Through(Orders));
    }

    [Fact]
    public async Task SendTo_SourceFails_OtherEndReceivesTypeAndMessage()
    {
        Assert.Equal(["black tea", "System.IO.IOException: the kitchen is closed"], await Through(Failing()));

        static IEnumerable<string> Failing()
        {
            yield return "black tea";
            throw new IOException("the kitchen is closed");
        }
    }

    [Fact]
    public async Task SendTo_SenderCrashes_OtherEndReceivesError()
    {
        await using var receiving = new AnonymousPipeServerStream(PipeDirection.In);
        Exception? received = null;
        await using (var sending = new AnonymousPipeClientStream(PipeDirection.Out, receiving.ClientSafePipeHandle))
            new JsonLinesSink<string>(sending, Json).OnNext("black tea");
        receiving.DisposeLocalCopyOfClientHandle();
        List<string> lines = [];
        var source = new JsonLinesSource<string>(receiving, Json);
        var thrown = Assert.Throws<EndOfStreamException>(() => source.Run(Sink.To<string>(lines.Add, onError: error => received = error)));
        Assert.Same(thrown, received);
        Assert.Equal(["black tea"], lines);
    }

    /// <summary>Pushes through a grep into a pipe, and from its other end into a log.</summary>
    private static async Task<List<string>> Through(IEnumerable<string> orders)
    {
        List<string> log = [];
        await using var receiving = new AnonymousPipeServerStream(PipeDirection.In);
        await using var sending = new AnonymousPipeClientStream(PipeDirection.Out, receiving.ClientSafePipeHandle);
        var receiver = Task.Run(() => new JsonLinesSource<string>(receiving, Json).Run(Sink.To<string>(
            log.Add,
            () => log.Add("end"),
            error => log.Add(error is RemoteException remote ? $"{remote.RemoteType}: {remote.Message}" : error.GetType().Name))));
        Record.Exception(() =>
            orders.PushTo(Stage.Filter(line => line.Contains("tea", StringComparison.Ordinal), new JsonLinesSink<string>(sending, Json))));
        await Record.ExceptionAsync(() => receiver);
        return log;
    }
}
