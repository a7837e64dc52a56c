using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>A source that restarts: an incomplete line or document is not joined with the next input.</summary>
public sealed class LineRestartTests : IAsyncLifetime
{
    private readonly Following file = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => file.DisposeAsync();

    [Theory]
    [InlineData("half", "new\n", "half new")]
    [InlineData("a\r", "\nnew\n", "a  new")]                    // this LF does not belong to the CR
    [InlineData("\uFEFFhalf", "\uFEFFnew\n", "half new")]       // each file has its own byte-order mark
    [InlineData("whole\n", "new\n", "whole new")]
    [InlineData("", "new\n", "new")]
    public async Task RunAsync_FileIsReplaced_DoesNotJoinLines(string old, string fresh, string lines)
    {
        var log = new LineLog();
        file.Target = new LineSplitter(log);
        file.Append(old);
        await file.Start(fromStart: true);
        File.Move(file.File, file.Old);
        file.Append(fresh);
        await file.Look();
        Assert.Equal(lines, string.Join(' ', log.Texts));
        Assert.Equal((1, 0), (log.Lines[^1].Number - (fresh[0] == '\n' ? 1 : 0), log.Lines[0].Offset - (old is ['\uFEFF', ..] ? 3 : 0)));
    }

    [Fact]
    public async Task RunAsync_FileIsTruncated_DoesNotJoinLines()
    {
        var log = new LineLog();
        file.Target = new LineSplitter(log);
        file.Append("one\nhalf");
        await file.Start(fromStart: true);
        File.WriteAllText(file.File, "new\n");
        await file.Look();
        Assert.Equal(["one", "half", "new"], log.Texts);
        Assert.Equal([(1, 0), (2, 4), (1, 0)], log.Lines.Select(line => (line.Number, line.Offset)));
    }

    [Fact]
    public async Task RunAsync_FileGrows_DoesNotRestart()
    {
        var log = new LineLog();
        file.Target = new LineSplitter(log);
        file.Append("ha");
        await file.Start(fromStart: true);
        file.Append("lf\n");
        await file.Look();
        await file.Look();
        Assert.Equal(["half"], log.Texts);
        Assert.Equal(0, file.Restarts);
    }

    [Fact]
    public async Task RunAsync_XmlFileIsReplaced_ParsesAnotherDocument()
    {
        List<string> events = [];
        using var parser = new XmlPushParser(new TextCoalescer(Sink.To<SaxEvent>(e => events.Add(e.ToString()))));
        file.Target = parser;
        file.Append("<log>old &lt; ");
        await file.Start(fromStart: true);
        File.Move(file.File, file.Old);
        file.Append("<?xml version='1.0'?><log>new</log>");
        await file.Look();
        Assert.Equal("StartElement log|XmlDeclaration version='1.0'|StartElement log|Text new|EndElement log", string.Join('|', events));
    }

    [Fact]
    public async Task RunAsync_TargetThrowsAtRestart_FailsAndNotifiesTarget()
    {
        file.Target = new LineSplitter(Sink.To<string>(_ => throw new NotSupportedException()));
        file.Append("half");
        await file.Start(fromStart: true);
        File.Move(file.File, file.Old);
        file.Append("new");
        await file.Look();
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => file.Run);
        Assert.Equal([error], file.Errors);
    }

    [Fact]
    public void OnRestart_AfterFailure_DiscardsIncompleteLine()
    {
        var log = new LineLog();
        var splitter = new LineSplitter(log, new() { MaxLineLength = 3 });
        Assert.Throws<LineException>(() => splitter.OnNext("ok\nlonger"u8.ToArray()));
        Assert.Contains("OnRestart", Assert.Throws<InvalidOperationException>(() => splitter.OnNext("x"u8.ToArray())).Message);
        splitter.OnRestart();
        splitter.OnNext("new\n"u8.ToArray());
        Assert.Equal(["ok", "new"], log.Texts);
        Assert.Equal((1, 0), (log.Lines[1].Number, log.Lines[1].Offset));
    }

    [Fact]
    public void OnRestart_AfterCompletion_AcceptsLines()
    {
        List<string> lines = [];
        var splitter = new LineSplitter(Sink.To(lines));
        splitter.OnNext("a"u8.ToArray());
        splitter.OnCompleted();
        splitter.OnRestart();
        splitter.OnNext("b\n"u8.ToArray());
        splitter.OnError(new IOException());
        splitter.OnRestart();
        splitter.OnNext("c\n"u8.ToArray());
        Assert.Equal(["a", "b", "c"], lines);
    }

    [Fact]
    public void OnRestart_WithinCharacterOrAfterCr_FailsLikeCompletion()
    {
        var splitter = new LineSplitter(new LineLog());
        splitter.OnNext(new byte[] { (byte)'a', 0xC3 });
        Assert.Equal(1, Assert.Throws<LineException>(splitter.OnRestart).ByteOffset);
        var strict = new LineSplitter(new LineLog(), new() { LineTerminator = LineTerminator.CrLf });
        strict.OnNext("a\r"u8.ToArray());
        Assert.Equal(1, Assert.Throws<LineException>(strict.OnRestart).ByteOffset);
    }

    [Theory]
    [InlineData("cut", "item")]
    [InlineData("cut\u00e9", "LineException")]
    public void OnRestart_LastLineFails_ForwardsRestart(string last, string error)
    {
        var target = new Throwing { IsFailing = true };
        var splitter = new LineSplitter(target);
        var bytes = System.Text.Encoding.UTF8.GetBytes(last);
        splitter.OnNext(error == "item" ? bytes : bytes[..^1]);
        var thrown = Assert.ThrowsAny<Exception>(splitter.OnRestart);
        Assert.Equal(error, thrown is LineException ? nameof(LineException) : thrown.Message);
        target.IsFailing = false;
        splitter.OnNext("new\n"u8.ToArray());
        Assert.Equal(["^", "1 new"], target.Log);
    }

    [Fact]
    public void OnRestart_LastLineAndTheTargetsRestartFail_ThrowsBoth()
    {
        var target = new Throwing { IsFailing = true, FailsAtRestart = true };
        var splitter = new LineSplitter(target);
        splitter.OnNext("cut"u8.ToArray());
        var both = Assert.Throws<AggregateException>(splitter.OnRestart);
        Assert.Equal(["item", "restart"], both.InnerExceptions.Select(static error => error.Message));
    }

    [Fact]
    public void OnRestart_LineOfPreviousInput_StaysExpired()
    {
        TextLine kept = default;
        var splitter = new LineSplitter(Sink.To<TextLine>(line =>
        {
            if (kept.Number == 0)
                kept = line;
            else
                Assert.Throws<InvalidOperationException>(kept.GetString);
        }));
        splitter.OnNext("a\n"u8.ToArray());
        splitter.OnRestart();
        splitter.OnNext("b\n"u8.ToArray());
    }

    [Fact]
    public void OnRestart_FromItsOwnTarget_IsReportedAsCycle()
    {
        LineSplitter? splitter = null;
        splitter = new LineSplitter(Sink.To<string>(_ => splitter!.OnRestart()));
        Assert.Contains("cycle", Assert.Throws<InvalidOperationException>(() => splitter.OnNext("a\n"u8.ToArray())).Message);
    }

    private sealed class Throwing : IObserver<TextLine>, IRestartObserver
    {
        internal bool IsFailing { get; set; }

        internal bool FailsAtRestart { get; init; }

        internal List<string> Log { get; } = [];

        public void OnNext(TextLine value)
        {
            if (IsFailing)
                throw new NotSupportedException("item");
            Log.Add($"{value.Number} {value.GetString()}");
        }

        public void OnCompleted() => Log.Add("|");

        public void OnError(Exception error) => Log.Add("!");

        public void OnRestart()
        {
            Log.Add("^");
            if (FailsAtRestart)
                throw new IOException("restart");
        }
    }
}
