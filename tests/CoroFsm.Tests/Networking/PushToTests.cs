using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Tests.Networking;

/// <summary>Parsers that a task feeds from a connection.</summary>
public sealed class PushToTests
{
    private readonly List<string> log = [];

    [Fact]
    public void PushTo_ParserOfXml_DeliversEventsAsTheyArrive() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var reader = await task.Spawn<long>(reader => server.PushTo(reader, new XmlPushParser(new Events(log))));
        await client.Send(task, Encoding.UTF8.GetBytes("<bus><id>7</id>"));
        while (log.Count < 4)
            await task.Yield();         // the events arrive before the document ends
        await client.Send(task, Encoding.UTF8.GetBytes("</bus>"));
        client.Shutdown();
        Assert.Equal(21, (await task.Wait(reader)).Result);
        Assert.Equal(["StartElement bus", "StartElement id", "Text", "EndElement id", "EndElement bus", "completed"], log);
    });

    [Fact]
    public void PushTo_SplitterOfLines_DeliversLines() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, Encoding.UTF8.GetBytes("one\ntwo\r\nthr"));
        await client.Send(task, Encoding.UTF8.GetBytes("ee"));
        client.Shutdown();
        await server.PushTo(task, new LineSplitter(Sink.To(log)));
        Assert.Equal(["one", "two", "three"], log);
    });

    [Fact]
    public void PushTo_TargetThrows_FailsTheTargetAndTheCall() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, Encoding.UTF8.GetBytes("</nothing>"));
        var reader = await task.Spawn<long>(reader => server.PushTo(reader, new XmlPushParser(new Events(log))));
        Assert.IsType<XmlPushException>((await task.Wait(reader)).Fault);
        Assert.Equal(["XmlPushException"], log);
    });

    private sealed class Events(List<string> log) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => log.Add(value.Kind == SaxKind.Text ? "Text" : $"{value.Kind} {value.Name}");

        public void OnCompleted() => log.Add("completed");

        public void OnError(Exception error) => log.Add(error.GetType().Name);
    }
}
