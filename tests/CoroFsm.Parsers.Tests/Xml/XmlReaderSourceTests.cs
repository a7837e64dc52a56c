using System.Security.Cryptography;
using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml;

public sealed class XmlReaderSourceTests
{
    [Fact]
    public void Run_RealFeed_GivesTheGoldenEvents()
    {
        var path = RealFeed.FindOrSkip("cta/allroutes.xml");
        using var feed = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sink = new Golden(hash);
        new XmlReaderSource(feed).Run(new TextCoalescer(sink));

        Assert.Equal((11_255, 11_255, 45_019, 248_877), (sink.Starts, sink.Ends, sink.Count, sink.Characters));
        Assert.Equal("7e21cf246bfcb53ed32f5b3c9d168f8b58e9a4e2bd884f9f59d9652b9b7dd92d", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Property]
    public bool Run_AnyChunks_GiveTheSameEvents(NonEmptyArray<PositiveInt> sizes)
    {
        var document = Encoding.UTF8.GetBytes("<?xml version='1.0'?><r>"
            + string.Concat(Enumerable.Range(0, 50).Select(i => $"<b i='{i}'>é{i}\r\n<![CDATA[&]]></b>"))
            + "</r>");
        var whole = new EventLog();
        var chunked = new EventLog();
        new XmlReaderSource(new MemoryStream(document)).Run(whole);
        new XmlReaderSource(new ChunkedStream(document, [.. sizes.Get.Select(s => s.Get)])).Run(chunked);
        return whole.Merged.SequenceEqual(chunked.Merged);
    }

    [Fact]
    public void Run_MoreEvents_DoesNotAllocateMore()
    {
        // 270,000 further events; the reader's own buffers vary by some KiB.
        Allocated(5_000);
        Assert.InRange(Allocated(50_000), 0, Allocated(5_000) + 16_384);

        static long Allocated(int records)
        {
            var document = Encoding.UTF8.GetBytes(
                "<r>" + string.Concat(Enumerable.Repeat("<b><c>12345</c><d/>text</b>\n", records)) + "</r>");
            var source = new XmlReaderSource(new MemoryStream(document));
            var sink = new Counting();
            var before = GC.GetAllocatedBytesForCurrentThread();
            source.Run(sink);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task RunAsync_CancelledWhileWaiting_EndsAndNotifiesTarget()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var log = new EventLog();
        var run = new XmlReaderSource(new NeverEnding("<a><b>"u8.ToArray())).RunAsync(log, cancellation.Token);
        Assert.False(run.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.IsAssignableFrom<OperationCanceledException>(log.Error);
    }

    [Fact]
    public void Run_Cancelled_EndsBetweenEventsAndNotifiesTarget()
    {
        using var cancellation = new CancellationTokenSource();
        var log = new EventLog();
        Assert.Throws<OperationCanceledException>(
            () => new XmlReaderSource(new StringReader("<a><b/></a>")).Run(new Cancelling(log, cancellation), cancellation.Token));
        Assert.Equal(["S a"], log.Lines);
        Assert.IsType<OperationCanceledException>(log.Error);
    }

    [Fact]
    public void Run_DocumentType_IsRefusedWithReason()
    {
        var error = Assert.Throws<System.Xml.XmlException>(
            () => new XmlReaderSource(new StringReader("<!DOCTYPE a><a/>")).Run(new EventLog()));
        Assert.Contains("document type declaration", error.Message);
    }

    [Fact]
    public void Run_StreamFailsImmediately_NotifiesTarget()
    {
        var log = new EventLog();
        Assert.Throws<IOException>(() => new XmlReaderSource(new BrokenStream()).Run(log));
        Assert.IsType<IOException>(log.Error);
    }

    [Fact]
    public void Run_Twice_Throws()
    {
        var source = new XmlReaderSource(new StringReader("<a/>"));
        source.Run(new EventLog());
        Assert.Throws<InvalidOperationException>(() => source.Run(new EventLog()));
    }

    [Fact]
    public void Run_IgnoringCommentsAndInstructions_OmitsThem()
    {
        var log = new EventLog();
        new XmlReaderSource(
            new StringReader("<a>1<!-- c -->2<?p?>3</a>"), new() { IgnoreComments = true, IgnoreProcessingInstructions = true }).Run(log);
        Assert.Equal("S a|T 123|E a", string.Join('|', log.Merged));
    }

    [Fact]
    public void Run_Stream_IsLeftOpen()
    {
        var stream = new MemoryStream("<a/>"u8.ToArray());
        new XmlReaderSource(stream).Run(new EventLog());
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public void Run_DeclaredEncoding_IsRead(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] document = [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version='1.0' encoding='{name}'?><a>é</a>")];
        var log = new EventLog();
        new XmlReaderSource(new MemoryStream(document)).Run(log);
        Assert.Contains("T é", log.Lines);
    }

    [Fact]
    public void MaxDepth_LessThanOne_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlReaderSourceOptions { MaxDepth = 0 });

    private sealed class Golden(IncrementalHash hash) : IObserver<SaxEvent>
    {
        private bool isInRoot;

        public int Starts { get; private set; }

        public int Ends { get; private set; }

        public int Count { get; private set; }

        public int Characters { get; private set; }

        public void OnNext(SaxEvent value)
        {
            switch (value.Kind)
            {
                case SaxKind.StartElement:
                    isInRoot = true;
                    Starts++;
                    Append('S', Encoding.UTF8.GetBytes(value.Name));
                    break;
                case SaxKind.EndElement:
                    Ends++;
                    Append('E', Encoding.UTF8.GetBytes(value.Name));
                    break;
                case SaxKind.Text when isInRoot && Ends < Starts:
                    Characters += value.GetText().Length;
                    Append('T', value.Text);
                    break;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        private void Append(char kind, ReadOnlySpan<byte> what)
        {
            Count++;
            hash.AppendData([(byte)kind, (byte)' ', .. what, (byte)'\n']);
        }
    }

    private sealed class Counting : IObserver<SaxEvent>
    {
        private long total;

        public void OnNext(SaxEvent value) => total += value.Name.Length + value.Text.Length;

        public void OnCompleted() => Assert.NotEqual(0, total);

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Cancelling(IObserver<SaxEvent> next, CancellationTokenSource cancellation) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value)
        {
            next.OnNext(value);
            cancellation.Cancel();
        }

        public void OnCompleted() => next.OnCompleted();

        public void OnError(Exception error) => next.OnError(error);
    }

    /// <summary>Returns its bytes, then waits until it is cancelled.</summary>
    private sealed class NeverEnding(byte[] start) : MemoryStream(start)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length)
                return Read(buffer.Span);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
