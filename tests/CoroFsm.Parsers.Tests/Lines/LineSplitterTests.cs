using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

public sealed class LineSplitterTests
{
    private readonly LineLog log = new();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\n\nb\r\rc\r\n\r\nd", new[] { "a", "", "b", "", "c", "", "d" })]
    [InlineData("\n\r\n\r", new[] { "", "", "" })]
    [InlineData("\uFEFF", new string[0])]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("\uFEFF\uFEFFa", new[] { "\uFEFFa" })]
    public void OnNext_AnyChunks_GivesTheLinesOfTheText(string text, string[] lines)
    {
        for (var size = 1; size <= 9; size++)
        {
            var cut = new LineLog();
            Pushing.Push(Encoding.UTF8.GetBytes(text), new LineSplitter(cut), size);
            Assert.Equal(lines, cut.Texts);
            Assert.True(cut.IsCompleted);
        }
    }

    [Fact]
    public void OnNext_StringTarget_ReceivesStrings()
    {
        var lines = new List<string>();
        using var machine = Machine.Start<string>(async inbox =>
        {
            await foreach (var line in inbox)
                lines.Add(line);
        });
        var longLine = new string('ß', 2000);
        Pushing.Push(Encoding.UTF8.GetBytes($"grün\r\n\nblå\n{longLine}\n€"), new LineSplitter((IObserver<string>)machine), 4);
        Assert.Equal(["grün", "", "blå", longLine, "€"], lines);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void OnNext_CrEndsChunk_DeliversAtOnceAndSkipsLf()
    {
        var splitter = new LineSplitter(log);
        splitter.OnNext("a\r"u8.ToArray());
        Assert.Equal(["a"], log.Texts);
        splitter.OnNext("\n"u8.ToArray());
        Assert.Equal(["a"], log.Texts);
        splitter.OnNext("\nb\r"u8.ToArray());
        Assert.Equal(["a", "", "b"], log.Texts);
        Assert.Equal([0, 3, 4], log.Lines.Select(line => line.Offset));
    }

    [Fact]
    public void OnNext_MemoryWithoutArray_IsRead()
    {
        using var memory = new OpaqueMemory("ab\ncd\ne"u8.ToArray());
        var splitter = new LineSplitter(log);
        splitter.OnNext(new(memory.Memory));
        splitter.OnCompleted();
        Assert.Equal(["ab", "cd", "e"], log.Texts);
        Assert.Equal([0, 3, 6], log.Lines.Select(line => line.Offset));
    }

    [Fact]
    public void OnError_IncompleteLine_IsNotDelivered()
    {
        var splitter = new LineSplitter(log);
        splitter.OnNext("a\nhalf"u8.ToArray());
        var error = new IOException("broken");
        splitter.OnError(error);
        splitter.OnError(new IOException("again"));
        splitter.OnCompleted();
        Assert.Equal(["a"], log.Texts);
        Assert.Same(error, log.Error);
        Assert.False(log.IsCompleted);
    }

    [Fact]
    public void OnNext_LineBeyondTheLimit_FailsWithPositionAndFix()
    {
        var options = new LineSplitterOptions { MaxLineLength = 3 };
        Pushing.Push("abc\r\nabc\nabc"u8.ToArray(), new LineSplitter(new LineLog(), options), 4);
        foreach (var text in (string[])["abc\nabcd", "abc\nabcd\n", "abc\nabcdefghijkl\nx"])
        {
            for (var size = 1; size <= 9; size++)
            {
                var cut = new LineLog();
                var error = Assert.Throws<LineException>(
                    () => Pushing.Push(Encoding.UTF8.GetBytes(text), new LineSplitter(cut, options), size));
                Assert.Equal((2, 4), (error.Line, error.ByteOffset));
                Assert.Equal(
                    "Line 2, which begins at byte 4, is longer than 3 bytes. " +
                    "If you trust the text, raise LineSplitterOptions.MaxLineLength.",
                    error.Message);
                Assert.Same(error, cut.Error);
                Assert.Equal(["abc"], cut.Texts);
            }
        }
    }

    [Fact]
    public void OnNext_EndlessLine_FailsAtTheDefaultLimit()
    {
        var splitter = new LineSplitter(log);
        var chunk = new byte[1 << 16];
        Array.Fill(chunk, (byte)'x');
        for (var i = 0; i < 16; i++)
            splitter.OnNext(chunk);
        Assert.Contains("1048576", Assert.Throws<LineException>(() => splitter.OnNext("x"u8.ToArray())).Message);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineSplitterOptions { MaxLineLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineSplitterOptions { OverlongLines = (OverlongLineMode)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineSplitterOptions { LineTerminator = (LineTerminator)2 });
    }

    [Theory]
    [InlineData("61 0A 62 FF 0A", 2, 3)]            // no such byte
    [InlineData("0A 0A E2 82 0A", 3, 2)]            // split by a line end
    [InlineData("61 C3 A9 C3", 1, 3)]               // truncated by the end
    [InlineData("0D 0A 61 C0 80", 2, 3)]            // overlong
    [InlineData("61 ED A0 80", 1, 1)]               // half of a surrogate pair
    [InlineData("F4 90 80 80", 1, 0)]               // beyond Unicode
    [InlineData("EF BB BF 61 80", 1, 4)]            // after a byte-order mark
    [InlineData("EF BB", 1, 0)]                     // half a byte-order mark
    public void OnNext_InvalidUtf8AtAnyChunks_FailsWithPosition(string hex, long line, long offset)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        for (var size = 1; size <= bytes.Length; size++)
        {
            var cut = new LineLog();
            var splitter = new LineSplitter(cut);
            var error = Assert.Throws<LineException>(() => Pushing.Push(bytes, splitter, size));
            Assert.Equal((line, offset), (error.Line, error.ByteOffset));
            Assert.Contains($"Line {line} is not valid UTF-8 at byte {offset}. ", error.Message);
            Assert.Same(error, cut.Error);
            Assert.Equal(line - 1, cut.Lines.Count);
        }
    }

    [Fact]
    public void OnNext_InvalidUtf8Allowed_PassesUnchanged()
    {
        byte[] bytes = [0xEF, 0xBB, (byte)'\n', 0xFF, 0xC3, (byte)'\n', 0xE2];
        for (var size = 1; size <= bytes.Length; size++)
        {
            var cut = new LineLog();
            Pushing.Push(bytes, new LineSplitter(cut, new() { AllowInvalidUtf8 = true }), size);
            Assert.Equal([[0xEF, 0xBB], [0xFF, 0xC3], [0xE2]], cut.Lines.Select(line => line.Bytes));
        }
    }

    [Fact]
    public void OnCompleted_TargetThrowsAtLastLineAndInOnError_ThrowsBoth()
    {
        var (first, second) = (new IOException("disk full"), new IOException("still full"));
        var splitter = new LineSplitter(Sink.To<string>(_ => throw first, onError: _ => throw second));
        splitter.OnNext("a"u8.ToArray());
        Assert.Equal([first, second], Assert.Throws<AggregateException>(splitter.OnCompleted).InnerExceptions);
    }

    [Fact]
    public void OnCompleted_TargetThrowsAtLastLine_ReceivesError()
    {
        var target = new Picky("b");
        var splitter = new LineSplitter(target);
        splitter.OnNext("a\nb"u8.ToArray());
        var error = Assert.Throws<NotSupportedException>(splitter.OnCompleted);
        splitter.OnError(error);
        Assert.Equal([error], target.Errors);
        Assert.False(target.IsCompleted);
    }

    [Fact]
    public void OnNext_TargetThrows_ThrowsAndAcceptsOnlyAnError()
    {
        var target = new Picky("a");
        var splitter = new LineSplitter(target);
        var error = Assert.Throws<NotSupportedException>(() => splitter.OnNext("a\nb\n"u8.ToArray()));
        Assert.Empty(target.Errors);
        Assert.Throws<InvalidOperationException>(() => splitter.OnNext("c\n"u8.ToArray()));
        Assert.Throws<InvalidOperationException>(splitter.OnCompleted);
        splitter.OnError(error);
        Assert.Equal([error], target.Errors);
        Assert.Contains("OnRestart", Assert.Throws<InvalidOperationException>(() => splitter.OnNext("c\n"u8.ToArray())).Message);
    }

    [Fact]
    public void OnNext_FromItsOwnTarget_IsReportedAsCycle()
    {
        LineSplitter? splitter = null;
        using var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Receive();
            splitter!.OnNext("b\n"u8.ToArray());
        });
        splitter = new LineSplitter((IObserver<string>)machine);
        Assert.Contains("cycle", Assert.Throws<InvalidOperationException>(() => splitter.OnNext("a\n"u8.ToArray())).Message);
    }

    private sealed class Picky(string refused) : IObserver<TextLine>
    {
        internal List<Exception> Errors { get; } = [];

        internal bool IsCompleted { get; private set; }

        public void OnNext(TextLine value)
        {
            if (value.GetString() == refused)
                throw new NotSupportedException(refused);
        }

        public void OnCompleted() => IsCompleted = true;

        public void OnError(Exception error) => Errors.Add(error);
    }
}
