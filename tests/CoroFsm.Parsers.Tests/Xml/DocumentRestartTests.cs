using System.Runtime.InteropServices;
using System.Text;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>A parser that starts another document: no later stage joins the two.</summary>
public sealed class DocumentRestartTests
{
    private const string First = "<?xml version='1.0'?><a>one &lt; two<![CDATA[ & ]]><b/>three\r\n<b>four</b></a>";
    private const string Second = "Second &amp; <![CDATA[last]]><x/>text";

    private static readonly XmlPushOptions Fragment = new() { IsFragment = true };

    private static readonly Dictionary<string, Func<IObserver<SaxEvent>, IObserver<SaxEvent>>> Graphs = new()
    {
        ["coalescer"] = next => new TextCoalescer(next),
        ["two coalescers"] = next => new TextCoalescer(new TextCoalescer(next)),
        ["behind a filter"] = next => Stage.Filter((SaxEvent e) => e.Kind != SaxKind.Comment, new TextCoalescer(next)),
        ["behind a broadcast"] = next => Stage.Broadcast(Sink.Ignore<SaxEvent>(), new TextCoalescer(next)),
        ["behind a route"] = next => Stage.Route((SaxEvent e) => "all", _ => new TextCoalescer(next)),
        ["behind a fan-in"] = next => Stage.FanIn(new TextCoalescer(next)).Input(),
        ["behind a batch"] = next => Stage.Batch(4, new Flatten(new TextCoalescer(next))),
        ["behind a class of your own"] = next => new Own(new TextCoalescer(next)),
        ["behind a coroutine"] = next => Stage.To<SaxEvent, SaxEvent>(new TextCoalescer(next), Pass),
        ["behind a threaded stage"] = next => Stage.Threaded(new TextCoalescer(next)),
        ["behind a threaded SAX stage"] = next => new ThreadedSaxStage(new TextCoalescer(next)),
    };

    public static TheoryData<string> Names => [.. Graphs.Keys];

    [Fact]
    public void Reset_WithinText_DoesNotJoinItWithNextDocument()
    {
        List<string> texts = [];
        using var parser = new XmlPushParser(
            new TextCoalescer(Sink.To<SaxEvent>(e => texts.Add(e.ToString()))), new() { IsFragment = true });
        parser.Feed("<x/>Campaign &lt; "u8);
        parser.Reset();
        parser.Feed("Second<b/>"u8);
        Assert.Equal("StartElement x|EndElement x|Text Second|StartElement b|EndElement b", string.Join('|', texts));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reset_AtAnyByte_KeepsDocumentsApart(string name) => CheckAtAnyByte(name, parser => parser.Reset());

    [Theory]
    [MemberData(nameof(Names))]
    public void Restart_AtAnyByte_KeepsDocumentsApart(string name) => CheckAtAnyByte(name, parser => parser.Restart());

    [Property(MaxTest = 200)]
    public bool Reset_AtAnyBytes_ParsesEachDocumentAsIfAlone(NonEmptyArray<byte> cuts)
    {
        var bytes = Encoding.UTF8.GetBytes(First);
        List<string> expected = [];
        var documents = cuts.Get.Select(c => c * (bytes.Length + 1) / 256).ToArray();
        foreach (var length in documents)
            expected.AddRange(Merged(parser => parser.Feed(bytes.AsSpan(0, length))));
        return expected.SequenceEqual(Merged(parser =>
        {
            foreach (var length in documents)
            {
                parser.Feed(bytes.AsSpan(0, length));
                parser.Reset();
            }
        }));

        static List<string> Merged(Action<XmlPushParser> feed)
        {
            List<string> events = [];
            using var parser = new XmlPushParser(new TextCoalescer(Sink.To<SaxEvent>(e => events.Add(e.ToString()))));
            feed(parser);
            return events;
        }
    }

    [Fact]
    public void Restart_WithinText_DoesNotJoinItWithNextDocument()
    {
        XmlPushParser? parser = null;
        List<string> events = [];
        var coalescer = new TextCoalescer(Sink.To<SaxEvent>(e => events.Add(e.ToString())));
        parser = new(Stage.Tap(
            (SaxEvent e) =>
            {
                if (e.Kind == SaxKind.Text && e.GetText() == "stop ")
                    parser!.Restart();
            },
            coalescer));
        parser.Feed("<a>stop &amp;<b/>"u8[..9]);
        parser.Feed("&amp;"u8[1..]);
        parser.Dispose();
        Assert.DoesNotContain(events, e => e.Contains("stop", StringComparison.Ordinal));
    }

    [Fact]
    public void Reset_BroadcastHasCompleted_AcceptsNextDocument()
    {
        var (first, second) = (new List<string>(), new List<string>());
        using var parser = new XmlPushParser(Stage.Broadcast(
            Sink.To<SaxEvent>(e => first.Add(e.ToString())),
            new TextCoalescer(Sink.To<SaxEvent>(e => second.Add(e.ToString())))));
        parser.Feed("<a/>"u8);
        parser.Complete();
        parser.Reset();
        Assert.Throws<XmlPushException>(() => parser.Feed("<b></c>"u8));
        parser.Reset();
        parser.Feed("<d/>"u8);
        Assert.Equal("StartElement a|EndElement a|StartElement b|StartElement d|EndElement d", string.Join('|', first));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Reset_HandlerIsAStruct_IsNotifiedInPlace()
    {
        using var parser = new XmlPushParser<Remembering>(default);
        parser.Feed("<a><b/>"u8);
        parser.Reset();
        parser.Feed("<a/>"u8);
        parser.Restart();
        parser.Feed("<a>"u8);
        Assert.Equal((2, 1), (parser.Handler.Restarts, parser.Handler.Events));
    }

    [Fact]
    public void Reset_StageThrowsAtRestart_ThrowsAndParserIsUsable()
    {
        var splitter = new Throwing();
        using var parser = new XmlPushParser(splitter);
        parser.Feed("<a>"u8);
        Assert.Throws<NotSupportedException>(parser.Reset);
        parser.Feed("<b/>"u8);
        parser.Complete();
    }

    [Fact]
    public void Reset_RecordedEvents_ArriveBeforeTheRestart()
    {
        List<string> events = [];
        using var stage = new ThreadedSaxStage(new TextCoalescer(Sink.To<SaxEvent>(e => events.Add(e.ToString()))));
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        for (var i = 0; i < 3; i++)
        {
            parser.Feed(Encoding.UTF8.GetBytes($"<a>{i}<b/>half &lt; "));
            parser.Reset();
        }

        parser.Feed("<c/>"u8);
        parser.Complete();
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 3).Select(i => $"StartElement a|Text {i}|StartElement b|EndElement b|"))
                + "StartElement c|EndElement c",
            string.Join('|', events));
    }

    /// <summary>The second document starts with a text, as the content of a stream may.</summary>
    private static void CheckAtAnyByte(string name, Action<XmlPushParser> beginAnother)
    {
        var second = EventsOf(Graphs["coalescer"], parser => parser.Feed(Encoding.UTF8.GetBytes(Second)));
        var bytes = Encoding.UTF8.GetBytes(First);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            StringBuilder first = new();
            using var alone = new XmlPushParser(new TextCoalescer(Sink.To<SaxEvent>(e => first.Append('\n').Append(e))), Fragment);
            alone.Feed(bytes.AsSpan(0, cut));
            Assert.Equal($"{first}{second}", EventsOf(Graphs[name], parser =>
            {
                parser.Feed(bytes.AsSpan(0, cut));
                beginAnother(parser);
                parser.Feed(Encoding.UTF8.GetBytes(Second));
            }));
        }
    }

    private static string EventsOf(Func<IObserver<SaxEvent>, IObserver<SaxEvent>> graph, Action<XmlPushParser> feed)
    {
        StringBuilder events = new();
        var target = graph(Sink.To<SaxEvent>(e => events.Append('\n').Append(e)));
        using var parser = new XmlPushParser(target, Fragment);
        feed(parser);
        parser.Complete();
        (target as ThreadedStage<SaxEvent>)?.Join(TestContext.Current.CancellationToken);
        (target as ThreadedSaxStage)?.Join(TestContext.Current.CancellationToken);
        return events.ToString();
    }

    private static async Coroutine Pass(Inbox<SaxEvent> events, Action<SaxEvent> emit)
    {
        await foreach (var e in events)
            emit(e);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Remembering : IObserver<SaxEvent>, IRestartObserver
    {
        internal int Restarts { get; private set; }

        internal int Events { get; private set; }

        public void OnNext(SaxEvent value) => Events++;

        public readonly void OnCompleted()
        {
        }

        public readonly void OnError(Exception error)
        {
        }

        public void OnRestart()
        {
            Restarts++;
            Events = 0;
        }
    }

    private sealed class Throwing : IObserver<SaxEvent>, IRestartObserver
    {
        public void OnNext(SaxEvent value)
        {
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => Assert.Fail(error.Message);

        public void OnRestart() => throw new NotSupportedException();
    }

    private sealed class Own(IObserver<SaxEvent> next) : Stage<SaxEvent, SaxEvent>(next)
    {
        public override void OnNext(SaxEvent value) => Next.OnNext(value);
    }

    private sealed class Flatten(IObserver<SaxEvent> next) : Stage<SaxEvent[], SaxEvent>(next)
    {
        public override void OnNext(SaxEvent[] value) => Array.ForEach(value, Next.OnNext);
    }
}
