using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>Events cross a thread in batches with the execution context of their sender.</summary>
public sealed class ThreadedSaxContextTests
{
    private static readonly AsyncLocal<string?> User = new();
    private static readonly AsyncLocal<object?> Value = new();
    private readonly List<string> log = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PushParser_FedByManyUsers_HandlesEachEventUnderContextOfItsSender(bool isHandler)
    {
        using var stage = Started();
        List<string> expected = [];
        if (isHandler)
        {
            using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
            FeedAsUsers(bytes => parser.Feed(bytes), parser.Complete, expected);
        }
        else
        {
            using var parser = new XmlPushParser(stage);
            FeedAsUsers(bytes => parser.Feed(bytes), parser.Complete, expected);
        }

        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(expected, log);
    }

    [Fact]
    public void Flush_ByAnotherUser_SendsTheEventsUnderTheContextOfTheirSender()
    {
        using var stage = Started();
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        As("A", () => parser.Feed("<a><b/>"u8));
        As("B", stage.Flush);
        As("C", () => parser.Feed("<c/></a>"u8));
        As("D", parser.Complete);
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(["a A", "b A", "/b A", "c C", "/c C", "/a C", "end D"], log);
    }

    [Fact]
    public void Reset_ByAnotherUser_IsHandledUnderItsContext()
    {
        using var stage = Started();
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        As("A", () => parser.Feed("<a>"u8));
        As("B", parser.Reset);
        As("C", () => parser.Feed("<c/>"u8));
        As("D", parser.Complete);
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(["a A", "restart B", "c C", "/c C", "end D"], log);
    }

    [Fact]
    public void Flush_NoMoreEvents_RetainsNoSenderContext()
    {
        using var stage = new ThreadedSaxStage(Sink.Ignore<SaxEvent>());
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        parser.Feed("<a>"u8);
        for (var i = 0; i < 3; i++)
        {
            var kept = FeedWithValue(parser, stage);
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    return !kept.IsAlive;
                },
                TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public void Source_ReadByOneUser_KeepsItsBatchesWhole()
    {
        const int Children = 10_000;
        using var stage = Started();
        var xml = $"<a>{string.Concat(Enumerable.Repeat("<b/>", Children))}</a>";
        As("A", () =>
        {
            using var reader = XmlReader.Create(new StringReader(xml));
            new XmlReaderSource(reader).Run(stage);
        });
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(2 + (2 * Children) + 1, log.Count);
        Assert.All(log, static line => Assert.EndsWith(" A", line));
    }

    /// <summary>Feeds and flushes under a context that nothing else retains.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FeedWithValue(XmlPushParser<ThreadedSaxHandler> parser, ThreadedSaxStage stage)
    {
        var value = new object();
        ExecutionContext.Run(
            ExecutionContext.Capture()!,
            _ =>
            {
                Value.Value = value;
                parser.Feed("<b/>"u8);
                stage.Flush();
            },
            null);
        return new(value);
    }

    /// <summary>Runs an action as a user, with the context unchanged for the user's next call; null: the flow is suppressed.</summary>
    private static void As(string? user, Action action)
    {
        var thread = new Thread(() =>
        {
            User.Value = user ?? "hidden";
            if (user is not null)
            {
                action();
                return;
            }

            using (ExecutionContext.SuppressFlow())
                action();
        });
        thread.UnsafeStart();
        thread.Join();
    }

    private static void FeedAsUsers(Action<byte[]> feed, Action complete, List<string> expected)
    {
        As("A", () => feed("<a>"u8.ToArray()));
        expected.Add("a A");
        foreach (var user in new[] { "B", "B", null, "C", null, "A" })
        {
            var child = $"<b{expected.Count} x='1'/><c{expected.Count}/>";
            As(user, () => feed(Encoding.UTF8.GetBytes(child)));
            var seen = user ?? "-";
            var number = expected.Count;
            expected.AddRange([$"b{number} {seen}", $"/b{number} {seen}", $"c{number} {seen}", $"/c{number} {seen}"]);
        }

        As("D", () => feed("</a>"u8.ToArray()));
        As("E", complete);
        expected.AddRange(["/a D", "end E"]);
    }

    private ThreadedSaxStage Started() => new(new Target(log));

    private sealed class Target(List<string> log) : IObserver<SaxEvent>, IRestartObserver
    {
        public void OnNext(SaxEvent value)
        {
            if (value.Kind is SaxKind.StartElement or SaxKind.EndElement)
                log.Add($"{(value.Kind == SaxKind.EndElement ? "/" : "")}{value.Name} {User.Value ?? "-"}");
        }

        public void OnCompleted() => log.Add($"end {User.Value ?? "-"}");

        public void OnError(Exception error) => log.Add($"failed {User.Value ?? "-"}");

        public void OnRestart() => log.Add($"restart {User.Value ?? "-"}");
    }
}
