using System.Diagnostics;
using System.Text.Json;
using static CoroFsm.Tests.Pipelines.Children;
using static CoroFsm.Tests.Pipelines.Sending;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Notifications of a failure: of the input, of the child, of the target.</summary>
public sealed class ProcessStageFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cat_InputFails_ErrorArrivesAfterItems()
    {
        foreach (var options in new[] { ProcessStageOptions.Default, Plain })
        {
            var failure = new FormatException("from upstream");
            var next = new Probe<int>();
            using var stage = Numbers("cat", next, options);
            stage.OnNext(1);
            stage.OnNext(2);
            stage.OnError(failure);
            Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
            Assert.Equal([1, 2], next.Items);
            Assert.Equal([failure], next.Ends);
        }
    }

    [Fact]
    public void Child_Crashes_IsReportedWithExitCodeAndStandardError()
    {
        foreach (var options in new[] { ProcessStageOptions.Default, Plain })
        {
            var next = new Probe<int>();
            using var stage = Shell("read x; echo $x; echo 'out of paper' >&2; exit 3", next, options);
            stage.OnNext(7);
            var raised = Assert.Throws<ChildProcessException>(() => SendForEver(stage));
            Assert.Equal(3, raised.ExitCode);
            Assert.Equal("out of paper", raised.StandardError);
            Assert.Contains("out of paper", raised.Message);
            Assert.Same(raised, Assert.Throws<ChildProcessException>(() => stage.Join(Token)));
            Assert.Equal([7], next.Items);
            Assert.Equal([raised], next.Ends);
        }
    }

    [Fact]
    public void Child_LongStandardError_IsDrainedAndTailKept()
    {
        var next = new Probe<int>();
        using var stage = Shell("i=0; while [ $i -lt 30000 ]; do echo 0123456789 >&2; i=$((i+1)); done; echo last >&2; exit 1", next);
        var raised = Assert.Throws<ChildProcessException>(() => stage.Join(Token));
        Assert.EndsWith("last", raised.StandardError, StringComparison.Ordinal);
        Assert.InRange(raised.StandardError.Length, 4_000, 4_096);
    }

    [Fact]
    public void Child_EndsWithoutEndLine_IsReportedAsGone()
    {
        var next = new Probe<int>();
        using var stage = Shell("echo 1", next);
        var raised = Assert.Throws<ChildProcessException>(() => stage.Join(Token));
        Assert.Equal(0, raised.ExitCode);
        Assert.Contains("Plain", raised.Message);
        Assert.Equal([1], next.Items);
    }

    [Fact]
    public void Child_ClosesOutputAndKeepsRunning_IsKilledAfterTimeout()
    {
        var next = new Probe<int>();
        using var stage = Shell("echo 1; exec sleep 1000 >&-", next, new() { ExitTimeout = TimeSpan.Zero });
        var raised = Assert.Throws<ChildProcessException>(() => SendForEver(stage));
        Assert.Contains("without reporting that it is complete", raised.Message);
        Assert.Same(raised, Assert.Throws<ChildProcessException>(() => stage.Join(Token)));
        Assert.Equal([1], next.Items);
        Assert.Equal([raised], next.Ends);
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Child_ReportsFailure_ArrivesAsError()
    {
        var next = new Probe<int>();
        using var stage = Shell("""echo 1; echo '#failed {"type":"Paper.Jam","message":"tray 2"}'; exit 9""", next);
        var raised = Assert.Throws<RemoteException>(() => stage.Join(Token));
        Assert.Equal(("Paper.Jam", "tray 2"), (raised.RemoteType, raised.Message));
        Assert.Equal([1], next.Items);
        Assert.Equal([raised], next.Ends);
    }

    [Fact]
    public void Child_WritesMalformedLine_IsReportedWithLine()
    {
        var next = new Probe<int>();
        using var stage = Shell("echo 1; echo what; cat", next);
        var raised = Assert.Throws<JsonException>(() => SendForEver(stage));
        Assert.Same(raised, Assert.Throws<JsonException>(() => stage.Join(Token)));
        Assert.Contains("Line 2", raised.Message);
        Assert.Equal([1], next.Items);
        Assert.Equal([raised], next.Ends);
    }

    [Fact]
    public void Program_DoesNotExist_ThrowsNamingIt()
    {
        var raised = Assert.Throws<ChildProcessException>(() => new ProcessStage<int, int>(
            new ProcessStartInfo("no-such-program"), PipelineJson.Default.Int32, PipelineJson.Default.Int32, new Probe<int>()));
        Assert.Contains("no-such-program", raised.Message);
        Assert.Null(raised.ExitCode);
    }

    [Fact]
    public void Target_Throws_ThrowsSameErrorToSenderAndEndsChild()
    {
        var failure = new FormatException();
        var next = new Probe<int> { Handle = i => { if (i == 2) throw failure; } };
        using var stage = Numbers("cat", next);
        Assert.Same(failure, Assert.Throws<FormatException>(() => SendForEver(stage)));
        stage.OnError(failure);
        Assert.Same(failure, Assert.Throws<FormatException>(() => stage.Join(Token)));
        Assert.Equal([0, 1], next.Items);
        Assert.Equal([failure], next.Ends);
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Target_ThrowsAtCompletion_DoesNotReceiveItsOwnError()
    {
        var next = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        using var stage = Numbers("cat", next);
        Send(stage, [1, 2]);
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.Join(Token)));
        Assert.Equal("1 2 |", next.Text);
    }

    [Fact]
    public void Target_ThrowsAnotherErrorInOnError_JoinThrowsBoth()
    {
        var failure = new FormatException("from upstream");
        var next = new Recording<int> { ErrorAtFailure = Recording<int>.Bad };
        using var stage = Numbers("cat", next);
        stage.OnError(failure);
        Assert.Equal([failure, Recording<int>.Bad], Assert.Throws<AggregateException>(() => stage.Join(Token)).InnerExceptions);
        Assert.Equal("!from upstream", next.Text);
    }

    /// <summary>Exceptions that the pipe itself handles too: a target that reads its own stream or pipe may throw them.</summary>
    [Fact]
    public void Target_ThrowsIOException_IsTargetErrorAndChildEnds()
    {
        foreach (var failure in new Exception[]
        {
            new EndOfStreamException("of its own"), new RemoteException("Other.Failure", "of its own"), new JsonException("of its own"),
        })
        {
            foreach (var options in new[] { ProcessStageOptions.Default, Plain })
            {
                var next = new Probe<int> { Handle = i => { if (i == 2) throw failure; } };
                using var stage = Numbers("cat", next, options);
                Assert.Same(failure, Record.Exception(() => SendForEver(stage)));
                Assert.Same(failure, Record.Exception(() => stage.Join(Token)));
                Assert.Equal([0, 1], next.Items);
                Assert.Equal([failure], next.Ends);
                AssertGone(stage.ProcessId, next.Threads);
            }
        }
    }

    /// <summary>An error that cannot be sent to the child must not keep it waiting.</summary>
    [Fact]
    public async Task Cat_InputErrorHasNoMessage_ChildEnds()
    {
        var failure = new Mute();
        var next = new Probe<int>();
        using var stage = Numbers("cat", next);
        stage.OnError(failure);
        await Task.WhenAny(stage.Completion);
        Assert.Same(failure, stage.Completion.Exception!.InnerException);
        Assert.True(next.Ends is [Mute]);
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
