using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Line terminators, and the handling of overlong lines.</summary>
public sealed class LineOptionTests
{
    private const string Smuggled = "DATA\r\nhello\n.\nMAIL FROM:<evil>\r\n.\r\n";

    [Theory]
    [InlineData("a\nb\r\n", "LF", 1)]
    [InlineData("a\rb\r\n", "CR", 1)]
    [InlineData("a\r\r\n", "CR", 1)]
    [InlineData("a\r", "CR", 1)]
    [InlineData("\r\n\n", "LF", 2)]
    [InlineData("é\n", "LF", 2)]
    [InlineData("a\ré", "CR", 1)]
    public void OnNext_BareCrOrLf_FailsWithPositionAndFix(string text, string name, long offset)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var log = new LineLog();
            var splitter = new LineSplitter(log, new() { LineTerminator = LineTerminator.CrLf });
            var error = Assert.Throws<LineException>(() => Pushing.Push(bytes, splitter, size));
            Assert.Equal((log.Lines.Count + 1, offset), (error.Line, error.ByteOffset));
            Assert.StartsWith(
                $"Line {error.Line} has a bare {name} at byte {offset}. End lines with CRLF", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OnNext_CrLfAlone_DoesNotEndAMessageAtABareLf()
    {
        for (var size = 1; size <= Smuggled.Length; size++)
        {
            var strict = new LineLog();
            var splitter = new LineSplitter(strict, new() { LineTerminator = LineTerminator.CrLf });
            Assert.Throws<LineException>(() => Pushing.Push(Encoding.UTF8.GetBytes(Smuggled), splitter, size));
            Assert.Equal(["DATA"], strict.Texts);

            var lenient = new LineLog();
            Pushing.Push(
                Encoding.UTF8.GetBytes(Smuggled),
                new LineSplitter(lenient, new() { LineTerminator = LineTerminator.CrLf, AllowBareCrAndLf = true }),
                size);
            Assert.Equal(["DATA", "hello\n.\nMAIL FROM:<evil>", "."], lenient.Texts);
        }
    }

    [Fact]
    public void OnNext_CrLfAcrossChunks_DeliversWithItsLastByte()
    {
        var log = new LineLog();
        var splitter = new LineSplitter(log, new() { LineTerminator = LineTerminator.CrLf });
        splitter.OnNext("a\r"u8.ToArray());
        Assert.Empty(log.Texts);
        splitter.OnNext("\n\r"u8.ToArray());
        Assert.Equal(["a"], log.Texts);
        splitter.OnNext("\nb"u8.ToArray());
        Assert.Equal(["a", ""], log.Texts);
        Assert.Equal([0, 3], log.Lines.Select(line => line.Offset));
    }

    [Theory]
    [InlineData(OverlongLineMode.Truncate, "1:ab 2:abc+ 3: 4:aé 5:aé+ 6:d")]
    [InlineData(OverlongLineMode.Skip, "1:ab 3: 4:aé 6:d")]
    public void OnNext_OverlongLine_ContinuesAfterIt(OverlongLineMode mode, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes("ab\nabcdefgh\n\naé\r\naéé\nd");
        for (var size = 1; size <= bytes.Length; size++)
        {
            var log = new LineLog();
            Pushing.Push(bytes, new LineSplitter(log, new() { MaxLineLength = 3, OverlongLines = mode }), size);
            Assert.Equal(
                expected,
                string.Join(' ', log.Lines.Zip(log.Texts, (line, text) => $"{line.Number}:{text}{(line.IsTruncated ? "+" : "")}")));
            Assert.True(log.IsCompleted);
        }
    }

    [Fact]
    public void OnNext_EndlessLineSkipped_KeepsNoMoreThanTheLimit()
    {
        var splitter = new LineSplitter(new LineLog(), new() { MaxLineLength = 1 << 10, OverlongLines = OverlongLineMode.Skip });
        var chunk = new byte[1 << 16];
        splitter.OnNext(chunk);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 100; i++)
                splitter.OnNext(chunk);
        }));
    }

    [Fact]
    public void OnNext_InvalidUtf8InSkippedLine_IsReported()
    {
        byte[] bytes = [.. "abcdef"u8, 0xFF, (byte)'\n'];
        var splitter = new LineSplitter(new LineLog(), new() { MaxLineLength = 2, OverlongLines = OverlongLineMode.Skip });
        Assert.Equal(6, Assert.Throws<LineException>(() => Pushing.Push(bytes, splitter, 3)).ByteOffset);
    }

    [Fact]
    public void Detach_TruncatedLine_KeepsTruncationFlag()
    {
        var kept = new List<TextLine>();
        Pushing.Push(
            "abcd\nab"u8.ToArray(),
            new LineSplitter(Sink.To(kept), new() { MaxLineLength = 3, OverlongLines = OverlongLineMode.Truncate }),
            10);
        Assert.Equal([true, false], kept.Select(line => line.IsTruncated));
    }
}
