using System.IO.Pipelines;
using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class LifecycleTests
{
    [Fact]
    public void Reset_InAnyState_ParsesNextDocument()
    {
        var log = new Each(_ => { });
        using var parser = new XmlPushParser(log, new() { Dtd = XmlDtdMode.Process });
        foreach (var before in new[]
        {
            "", "<a>", "<a b='", "<a>&am", "<a></b>", "<!DOCTYPE a [<!ENTITY e '<b>'>]><a>&e;", "<?xml version='1.0' enc", "<a><![CDATA[x",
            "\u0001",
        })
        {
            try
            {
                parser.Feed(Encoding.UTF8.GetBytes(before));
            }
            catch (XmlPushException)
            {
            }

            parser.Reset();
            parser.Feed("<?xml version='1.0'?><p:x xmlns:p='u'>1</p:x>"u8);
            parser.Complete();
            Assert.Contains(
                "Reset()", Assert.Throws<InvalidOperationException>(() => parser.Feed("<a/>"u8)).Message, StringComparison.Ordinal);
            parser.Reset();
        }
    }

    [Fact]
    public void Reset_HandlerHasNoObserverYet_LetsTheParserGetOne()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser<SaxObserver>(default);
        parser.Reset();
        parser.Restart();
        parser.Handler = new(log);
        parser.Feed("<a>1</a>"u8);
        parser.Complete();
        Assert.Equal(["S a", "T 1", "E a"], log.Lines);
    }

    [Fact]
    public void Restart_BetweenFeeds_StartsNewDocument()
    {
        var log = new EventLog { WithPositions = true };
        using var parser = new XmlPushParser(log);
        parser.Feed("<?xml version='1.0'?>\n<stream><starttls/>"u8);
        parser.Restart();
        parser.Feed("<?xml version='1.0'?><stream><auth/>"u8);
        parser.Restart();
        parser.Feed("<stream><message/></stream>"u8);
        parser.Complete();
        Assert.Equal(
            [
                "1:1 X version='1.0'", "2:1 S stream", "2:9 S starttls", "2:9 E starttls",
                "1:1 X version='1.0'", "1:22 S stream", "1:30 S auth", "1:30 E auth",
                "1:1 S stream", "1:9 S message", "1:9 E message", "1:19 E stream",
            ],
            log.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Restart_WithinHandler_ParsesRestAsNewDocument(int size)
    {
        List<string> seen = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            seen.Add($"{e.Kind} {e.Name} {e.Line}:{e.Column}@{e.ByteOffset}");
            if (e.Name == "success")
                parser!.Restart();
        }));
        foreach (var piece in Pieces.Of("<stream>\n<success/><?xml version='1.0'?><stream><b/></stream>"u8.ToArray(), size))
            parser.Feed(piece.Span);
        parser.Complete();
        Assert.Equal(
            [
                "StartElement stream 1:1@0", "Text  1:9@8", "StartElement success 2:1@9", "EndElement success 2:1@9",
                "XmlDeclaration  1:1@19", "StartElement stream 1:22@40", "StartElement b 1:30@48", "EndElement b 1:30@48",
                "EndElement stream 1:34@52",
            ],
            seen);
        parser.Dispose();
    }

    [Theory]
    [InlineData("ISO-8859-1", "UTF-8", 1)]
    [InlineData("ISO-8859-1", "UTF-8", 7)]
    [InlineData("ISO-8859-1", "UTF-8", 100_000)]
    [InlineData("UTF-8", "ISO-8859-1", 100_000)]
    [InlineData("US-ASCII", "UTF-8", 100_000)]
    [InlineData("US-ASCII", "ISO-8859-1", 100_000)]
    [InlineData("ISO-8859-1", "US-ASCII", 100_000)]
    public void Restart_NextDocumentHasOtherEncoding_IsReadInThatEncoding(string first, string second, int size)
    {
        List<string> texts = [];
        List<long> offsets = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            if (e.Kind == SaxKind.XmlDeclaration)
            {
                offsets.Add(e.ByteOffset);
                texts.Add("");
            }

            texts[^1] += e.Kind == SaxKind.Text ? e.GetText() : "";
            if (e.Name == "a" && e.Kind == SaxKind.EndElement)
                parser!.Restart();
        }));
        byte[] document = [.. Document("a", first), .. Document("b", second)];
        foreach (var piece in Pieces.Of(document, size))
            parser.Feed(piece.Span);
        parser.Complete();
        Assert.Equal([Text(first), Text(second)], texts);
        Assert.Equal([0, Document("a", first).Length], offsets);
        parser.Dispose();

        static string Text(string encoding) => string.Concat(Enumerable.Repeat(encoding == "US-ASCII" ? "~" : "é", 6000));

        static byte[] Document(string name, string encoding) =>
            System.Text.Encoding.GetEncoding(encoding).GetBytes(
                $"<?xml version='1.0' encoding='{encoding}'?><{name}>{Text(encoding)}</{name}>");
    }

    [Fact]
    public void Fragment_ManyElements_AreAcceptedWithoutRoot()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { IsFragment = true });
        parser.Feed("<a/>text<b>x</b> <![CDATA[y]]>&amp;<!--c-->"u8);
        parser.Complete();
        Assert.Equal("S a|E a|T text|S b|T x|E b|T  y&|C c", string.Join('|', log.Merged));

        using var faulty = new XmlPushParser(new Each(_ => { }), new() { IsFragment = true });
        Assert.Throws<XmlPushException>(() => faulty.Feed("</a>"u8));
        faulty.Reset();
        Assert.Throws<XmlPushException>(() => faulty.Feed("<!DOCTYPE a>"u8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Fragment_XmlDeclarationAfterText_IsRefused(int size)
    {
        using var parser = new XmlPushParser(new Each(_ => { }), new() { IsFragment = true });
        foreach (var piece in Pieces.Of(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("&#65;", 200))), size))
            parser.Feed(piece.Span);
        Assert.Contains(
            "very beginning",
            Assert.Throws<XmlPushException>(() => parser.Feed("<?xml version='1.0'?>"u8)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_WithinHandler_EndsDelivery()
    {
        List<string> seen = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            seen.Add(e.Name);
            if (e.Name == "b")
                parser!.Dispose();
        }));
        parser.Feed("<a><b>text<c/></b></a>"u8);
        Assert.Equal(["a", "b"], seen);
        Assert.Throws<ObjectDisposedException>(() => parser.Feed("x"u8));
        Assert.Throws<ObjectDisposedException>(parser.Reset);
        parser.Dispose();
    }

    [Fact]
    public void Feed_HandlerThrows_ThrowsAndRequiresReset()
    {
        var isBroken = true;
        var target = new Each(_ => Assert.False(isBroken));
        using var parser = new XmlPushParser(target);
        Assert.ThrowsAny<Exception>(() => parser.Feed("<a/>"u8));
        Assert.Null(target.Error);
        Assert.Contains("threw", Assert.Throws<InvalidOperationException>(() => parser.Feed("<b/>"u8)).Message, StringComparison.Ordinal);
        isBroken = false;
        parser.Reset();
        parser.Feed("<a/>"u8);
        parser.Complete();
        Assert.True(target.IsCompleted);
    }

    [Fact]
    public void Feed_WithinHandler_Throws()
    {
        XmlPushParser? parser = null;
        parser = new(new Each(_ => parser!.Feed("<b/>"u8)));
        Assert.Contains(
            "in the middle of an event",
            Assert.Throws<InvalidOperationException>(() => parser.Feed("<a>"u8)).Message,
            StringComparison.Ordinal);
        parser.Dispose();
    }

    [Fact]
    public void Read_EventAfterFeed_Throws()
    {
        SaxEvent kept = default;
        using var parser = new XmlPushParser(new Each(e => kept = e));
        parser.Feed("<a>"u8);
        Assert.Contains("Detach", Assert.Throws<InvalidOperationException>(() => kept.Name).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnError_SourceFails_IsForwardedOnce()
    {
        var target = new Each(_ => { });
        using var parser = new XmlPushParser(target);
        IObserver<ByteChunk> stage = parser;
        stage.OnNext("<a>"u8.ToArray());
        var error = new IOException();
        stage.OnError(error);
        Assert.Same(error, target.Error);
        Assert.Throws<InvalidOperationException>(() => parser.Feed("x"u8));
        stage.OnError(new IOException("another"));
        Assert.Same(error, target.Error);
    }

    [Fact]
    public void IgnoredCommentsAndInstructions_AreCheckedButNotDelivered()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { IgnoreComments = true, IgnoreProcessingInstructions = true });
        parser.Feed("<a>1<!-- c -->2<?p?>3</a>"u8);
        Assert.Equal("S a|T 123|E a", string.Join('|', log.Merged));
        parser.Reset();
        Assert.Throws<XmlPushException>(() => parser.Feed("<a><!-- -- -->"u8));
    }

    [Fact]
    public void WithoutNamespaces_Colon_IsNameCharacter()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { Namespaces = false });
        parser.Feed("<a:b:c xmlns:d='' :='1'/>"u8);
        parser.Complete();
        Assert.Equal(["S a:b:c xmlns:d='' :='1'", "E a:b:c"], log.Lines);
    }

    [Fact]
    public async Task FeedAsync_CancelledWhileWaiting_EndsAndNotifiesTarget()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new EventLog();
        var pipe = new Pipe();
        using var parser = new XmlPushParser(log);
        await pipe.Writer.WriteAsync("<a><b>"u8.ToArray(), cancellation.Token);
        var run = parser.FeedAsync(pipe.Reader, cancellationToken: cancellation.Token);
        Assert.False(run.IsCompleted);
        Assert.Equal(["S a", "S b"], log.Lines);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.IsAssignableFrom<OperationCanceledException>(log.Error);
    }

    [Fact]
    public async Task Reset_WhileFeedAsyncRuns_IsRefusedAndTheDocumentContinues()
    {
        var log = new EventLog();
        var pipe = new Pipe();
        using var parser = new XmlPushParser(log);
        await pipe.Writer.WriteAsync("<a><b>"u8.ToArray(), TestContext.Current.CancellationToken);
        var run = parser.FeedAsync(pipe.Reader, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Throws<InvalidOperationException>(parser.Reset);
        Assert.Throws<InvalidOperationException>(((IRestartObserver)parser).OnRestart);
        await pipe.Writer.WriteAsync("</b></a>"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        await run;
        Assert.Equal(["S a", "S b", "E b", "E a"], log.Lines);
        parser.Reset();
    }

    [Fact]
    public async Task FeedAsync_ReportsItsProgress()
    {
        var progress = new Reports();
        using var parser = new XmlPushParser(new EventLog());
        await parser.FeedAsync(new ChunkedStream("<a>text</a>"u8.ToArray(), 4), progress, TestContext.Current.CancellationToken);
        Assert.Equal([new(1, 4), new(2, 8), new(3, 11), new(3, 11)], progress.All);
    }

    [Fact]
    public async Task FeedAsync_StreamFails_NotifiesTarget()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log);
        await Assert.ThrowsAsync<IOException>(
            () => parser.FeedAsync(new BrokenStream(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.IsType<IOException>(log.Error);
    }

    [Fact]
    public void TryParse_Numbers_AreReadFromUtf8()
    {
        List<(string, double)> read = [];
        using var parser = new XmlPushParser(new Each(e =>
        {
            if (e.Kind == SaxKind.Text)
                read.Add(("text", e.TryParse<double>(out var value) ? value : double.NaN));
            if (e.Kind == SaxKind.StartElement)
                read.Add(("n", e.Attributes.TryParse<int>("n", out var value) ? value : -1));
        }));
        parser.Feed("<a n='42'>-87.63<b/>x<c n='x'/></a>"u8);
        Assert.Equal([("n", 42), ("text", -87.63), ("n", -1), ("text", double.NaN), ("n", -1)], read);
    }

    private sealed class Reports : IProgress<PushProgress>
    {
        public List<PushProgress> All { get; } = [];

        public void Report(PushProgress value) => All.Add(value);
    }
}
