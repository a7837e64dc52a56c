using System.Diagnostics;
using System.Text;
using CoroFsm.Scxml.Tests.Support;
using CoroFsm.Testing;

namespace CoroFsm.Scxml.Tests.Documents;

/// <summary>A hostile document ends in an error with a position, within bounds of time and memory.</summary>
public sealed class HostileTests
{
    [Fact]
    public void Load_OfBillionLaughs_Refuses()
    {
        var error = Refused("""
            <?xml version="1.0"?>
            <!DOCTYPE scxml [
              <!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
            ]>
            <scxml xmlns="http://www.w3.org/2005/07/scxml"><state id="&c;"/></scxml>
            """);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Load_OfAnExternalEntity_Refuses() =>
        Assert.Equal(1, Refused("<!DOCTYPE scxml SYSTEM 'file:///etc/passwd'><scxml xmlns='http://www.w3.org/2005/07/scxml'/>").Line);

    [Fact]
    public void Load_OfAMillionStates_StopsAtTheLimit()
    {
        using Endless stream = new("<scxml xmlns='http://www.w3.org/2005/07/scxml'>\n", "<state/>\n", count: 1_000_000);
        var error = Assert.Throws<InvalidScxmlException>(() => ScxmlDocument.Load(stream));
        Assert.Equal((100_001, 1), (error.Line, error.Column));
        Assert.Contains("MaxElements", error.Message, StringComparison.Ordinal);
        Assert.InRange(stream.Total, 1, 2 << 20);
    }

    [Fact]
    public void Load_OfManyStates_NamesTheLimit()
    {
        var error = Refused(Doc.Text(string.Concat(Enumerable.Repeat("<state/>\n", 10_001))));
        Assert.Equal(10_002, error.Line);
        Assert.Contains("MaxStates", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfDeepStates_StopsAtTheLimit()
    {
        var error = Refused(Doc.Text(string.Concat(Enumerable.Repeat("<state>\n", 100_000))));
        Assert.Equal(101, error.Line);
        Assert.Contains("MaxDepth", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfManyTransitions_NamesTheLimit()
    {
        var events = string.Join(' ', Enumerable.Range(0, 3_000).Select(static n => $"e{n}"));
        var state = $"<state><transition event=\"{events}\"/></state>\n";
        var error = Refused(Doc.Text(string.Concat(Enumerable.Repeat(state, 20))));
        Assert.Equal(18, error.Line);
        Assert.Contains("MaxTransitions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAWideTable_NamesTheLimit()
    {
        var events = string.Join(' ', Enumerable.Range(0, 5_000).Select(static n => $"e{n}"));
        var others = string.Concat(Enumerable.Repeat("<state/>", 5_000));
        var error = Refused(Doc.Text($"<state><transition event=\"{events}\"/></state>{others}"));
        Assert.Contains("MaxCells", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfALongAttribute_NamesTheLimit() =>
        Assert.Contains("ScxmlLoadOptions.MaxAttributeLength", Refused(Doc.Text($"<state id=\"{new string('a', 100_000)}\"/>")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Load_OfALongEventName_Refuses()
    {
        var name = string.Join('.', Enumerable.Repeat("a", 30_000));
        Assert.Contains("1000 characters", Refused(Doc.Text($"<state><transition event=\"{name}\"/></state>")).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Thousands of targets are checked in linear time.</summary>
    [Fact]
    public void Load_OfManyTargets_IsQuick()
    {
        var ids = Enumerable.Range(0, 8_000).Select(static n => $"s{n}").ToArray();
        var clock = Stopwatch.GetTimestamp();
        Refused(Doc.Text(
            $"<parallel id=\"p\">{string.Concat(ids.Select(static id => $"<state id=\"{id}\"/>"))}</parallel>"
            + string.Concat(Enumerable.Repeat($"<state><transition event=\"x\" target=\"{string.Join(' ', ids)}\"/></state>", 7))));
        Assert.InRange(Stopwatch.GetElapsedTime(clock).TotalSeconds, 0, 10);
    }

    [Fact]
    public void Start_OfAnEndlessEventlessCycle_FailsAtTheLimit()
    {
        var document = Doc.Load("""
            <state id="a"><transition cond="In('a')" target="b"/></state>
            <state id="b"><transition cond="In('b')" target="a"/></state>
            """);
        var error = Assert.Throws<ScxmlException>(() => document.Start());
        Assert.Contains(error.Line, new[] { 2, 3 });
        Assert.Contains("MaxMicrosteps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OfAnEndlessRaise_FailsAtTheLimit()
    {
        var document = Doc.Load("<state id=\"a\"><onentry><raise event=\"x\"/></onentry>\n<transition event=\"x\"><raise event=\"x\"/>"
            + "</transition></state>");
        var error = Assert.Throws<ScxmlException>(() => document.Start());
        Assert.Equal(3, error.Line);
    }

    [Fact]
    public void Start_OfAFloodOfRaises_FailsAtTheLimit()
    {
        var raises = string.Concat(Enumerable.Repeat("<raise event=\"y\"/>", 1_000));
        var document = Doc.Load($"<state id=\"a\"><onentry><raise event=\"x\"/></onentry>\n<transition event=\"x\">"
            + $"<raise event=\"x\"/>{raises}</transition></state>");
        var error = Assert.Throws<ScxmlException>(() => document.Start(new() { MaxExecutedElements = 100_000 }));
        Assert.Equal(3, error.Line);
        Assert.Contains("MaxExecutedElements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OfAnEndlessSend_FailsAtTheLimit()
    {
        var document = Doc.Load("<state id=\"a\"><onentry><send event=\"x\"/></onentry>\n<transition event=\"x\"><send event=\"x\"/>"
            + "</transition></state>");
        var error = Assert.Throws<ScxmlException>(() => document.Start(new() { MaxEventChain = 1_000 }));
        Assert.Equal(3, error.Line);
        Assert.Contains("MaxEventChain", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two events for each one: the queue is full long before the chain is long. The document can handle that error.</summary>
    [Fact]
    public async Task Start_OfAGrowingFlood_IsAnErrorOfTheDocument()
    {
        var document = Doc.Load("""
            <state id="a">
              <onentry><send event="x"/></onentry>
              <transition event="x"><send event="x"/><send event="x"/></transition>
              <transition event="error.communication" target="full"/>
            </state>
            <final id="full"/>
            """);
        await using var session = document.Start(new() { MaxQueuedEvents = 1_000 });
        Assert.Equal("full", (await session.Completion).FinalState);
    }

    [Fact]
    public void Start_OfAnEndlessScript_FailsAtTheLimit()
    {
        var document = Doc.Load("<state id=\"a\"><onentry>\n<script>while (true);</script></onentry></state>", "datamodel=\"ecmascript\"");
        var error = Assert.Throws<ScxmlException>(() => document.Start(new() { DataModel = Doc.EcmaScript }));
        Assert.Equal((3, 1), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("99999999999999999999999s")]
    [InlineData("400000000s")]
    [InlineData("32000000s")]
    public async Task Start_WithAHugeDelay_IsAnErrorOfTheDocument(string delay)
    {
        var document = Doc.Load(
            $"<state id=\"a\"><onentry>\n  <send event=\"x\" delay=\"{delay}\"/></onentry>"
                + $"<transition event=\"error.execution\" target=\"f\"/></state><final id=\"f\"/>");
        Errors errors = new();
        await using var session = document.Start(new() { TimeProvider = new SimulatedTime(), Observer = errors });
        Assert.Equal("f", (await session.Completion).FinalState);
        Assert.Equal((3, 3), (errors.Last!.Line, errors.Last.Column));
        Assert.Contains("MaxDelay", errors.Last.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_OfItself_EndsAtTheLimit()
    {
        Recursive resolver = new("<state id=\"a\">\n<invoke src=\"self\"/></state>");
        Errors errors = new();
        await using var session = ScxmlDocument.Load(resolver.Text, new() { Resolver = resolver }).Start(new() { Observer = errors });
        Assert.Contains("MaxInvokeDepth", errors.Last!.Message, StringComparison.Ordinal);
        Assert.Equal((3, 1), (errors.Last.Line, errors.Last.Column));
        Assert.Equal(16, resolver.Count);
    }

    /// <summary>Each child ends at once, and the next one is invoked.</summary>
    [Fact]
    public void Invoke_OfOneChildAfterTheOther_FailsAtTheLimit()
    {
        var document = Doc.Load("""
            <state id="a">
              <invoke><content><scxml><final/></scxml></content></invoke>
              <transition event="done.invoke" target="a"/>
            </state>
            """);
        Assert.Contains(
            "MaxEventChain", Assert.Throws<ScxmlException>(() => document.Start(new() { MaxEventChain = 100 })).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Invoke_OfAFile_IsOffWithoutAResolver()
    {
        Errors errors = new();
        using var cancellation = new CancellationTokenSource();
        Doc.Load("<state id=\"a\">\n<invoke src=\"file:///etc/passwd\"/></state>").Start(new() { Observer = errors }, cancellation.Token);
        cancellation.Cancel();
        Assert.Equal(3, errors.Last!.Line);
        Assert.Contains("may not read 'file:///etc/passwd'", errors.Last.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("file:../secret.txt")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../../secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("link.txt")]
    [InlineData("http://localhost/x")]
    [InlineData("")]
    [InlineData("nothing.txt")]
    public void Open_OutsideTheDirectory_ReturnsNull(string source)
    {
        var directory = Directory.CreateTempSubdirectory("scxml");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "secret.txt"), "secret");
            var inner = directory.CreateSubdirectory("inner");
            File.WriteAllText(Path.Combine(inner.FullName, "open.txt"), "open");
            File.CreateSymbolicLink(Path.Combine(inner.FullName, "link.txt"), Path.Combine(directory.FullName, "secret.txt"));
            var resolver = ScxmlResolver.FromDirectory(inner.FullName);
            Assert.Null(resolver.Open(source));
            using var stream = resolver.Open("file:open.txt");
            Assert.NotNull(stream);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static InvalidScxmlException Refused(string text) => Assert.Throws<InvalidScxmlException>(() => ScxmlDocument.Load(text));

    private sealed class Errors : IScxmlObserver
    {
        internal ScxmlFault? Last { get; private set; }

        public void OnError(string sessionId, ScxmlFault error) => Last = error;
    }

    private sealed class Recursive(string content) : ScxmlResolver
    {
        internal string Text { get; } = Doc.Text(content);

        internal int Count { get; private set; }

        public override Stream? Open(string source)
        {
            Count++;
            return new MemoryStream(Encoding.UTF8.GetBytes(Text));
        }
    }

    /// <summary>A stream of a start and many repetitions.</summary>
    private sealed class Endless(string start, string item, int count) : Stream
    {
        private readonly byte[] item = Encoding.UTF8.GetBytes(item);
        private byte[] rest = Encoding.UTF8.GetBytes(start);
        private int left = count;

        internal long Total { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (rest.Length == 0 && left-- > 0)
                rest = item;
            var length = Math.Min(buffer.Length, rest.Length);
            rest.AsSpan(0, length).CopyTo(buffer);
            rest = rest[length..];
            Total += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
