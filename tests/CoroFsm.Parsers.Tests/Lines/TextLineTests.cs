using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

public sealed class TextLineTests
{
    [Fact]
    public void Utf8_SourceHasAdvanced_Throws()
    {
        List<TextLine> lines = [];
        Pushing.Push("a\nb"u8.ToArray(), new LineSplitter(new Each(line =>
        {
            foreach (var old in lines)
                Assert.Throws<InvalidOperationException>(old.GetString);
            lines.Add(line);
        })), 10);
        Assert.Equal([1, 2], lines.Select(line => line.Number));
        Assert.All(lines, line =>
        {
            Assert.Contains("Detach()", Assert.Throws<InvalidOperationException>(() => line.Utf8.Length).Message);
            Assert.Throws<InvalidOperationException>(() => line.ByteOffset);
            Assert.Throws<InvalidOperationException>(() => line.Detach());
            Assert.Equal($"line {line.Number} (over)", line.ToString());
        });
        Assert.Throws<InvalidOperationException>(() => default(TextLine).GetString());
    }

    [Fact]
    public void Utf8_AfterChunk_Throws()
    {
        TextLine kept = default;
        var splitter = new LineSplitter(new Each(line => kept = line));
        splitter.OnNext("a\n"u8.ToArray());
        Assert.Throws<InvalidOperationException>(kept.GetString);
    }

    [Fact]
    public void Detach_SourceHasAdvanced_StaysValid()
    {
        List<TextLine> lines = [];
        Pushing.Push("ä\nbc\nlast"u8.ToArray(), new LineSplitter(new Each(line => lines.Add(line.Detach().Detach()))), 3);
        Assert.Equal(["ä", "bc", "last"], lines.Select(line => line.ToString()));
        Assert.Equal([0, 3, 6], lines.Select(line => line.ByteOffset));
    }

    [Fact]
    public void Send_DeferringMachine_DetachesLines()
    {
        List<string> lines = [];
        using var machine = Machine.Start<TextLine>(
            async inbox =>
            {
                await inbox.Receive(line => line.GetString() == "go");
                for (var i = 0; i < 2; i++)
                    lines.Add((await inbox.Receive()).GetString());
            },
            new() { Unmatched = Unmatched.Defer });
        Pushing.Push("one\ntwo\ngo\n"u8.ToArray(), new LineSplitter((IObserver<TextLine>)machine), 5);
        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public void OnNext_SpanConsumer_AllocatesNothing()
    {
        var count = 0L;
        var splitter = new LineSplitter(new Each(line => count += line.Utf8.Length));
        var chunk = Encoding.UTF8.GetBytes("end of a line\r\nline\nünïcödé " + new string('x', 100) + "\n\rcut in two €")[..^1];
        var rest = new ByteChunk(new byte[] { 0xAC });
        for (var i = 0; i < 2000; i++)
            Push();

        var pushed = 2000;
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 2000; i++)
                Push();
            pushed += 2000;
        }));
        Assert.Equal((pushed * 143) - "cut in two €"u8.Length, count);

        void Push()
        {
            splitter.OnNext(chunk);
            splitter.OnNext(rest);
        }
    }

    private sealed class Each(Action<TextLine> action) : IObserver<TextLine>
    {
        public void OnNext(TextLine value) => action(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw error;
    }
}
