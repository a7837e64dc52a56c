using System.Diagnostics;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Pipelines;

/// <summary>With the standard programs of Unix as children; skipped where there are none.</summary>
public sealed class ProcessStageTests
{
#if DEBUG
    private const int Many = 200_000;
    private const int Runs = 50;
#else
    private const int Many = 10_000_000;
    private const int Runs = 1_000;
#endif

    private static readonly ProcessStageOptions Plain = new() { Plain = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Cat_Items_ComeBackInOrderAndThenTheEnd()
    {
        var next = new Probe<Numbered>();
        var items = Enumerable.Range(0, 5_000).Select(i => new Numbered(i, $"text {i} é")).ToArray();
        using var stage = new ProcessStage<Numbered, Numbered>(Program("cat"), PipelineJson.Default.Numbered, PipelineJson.Default.Numbered, next);
        Send(stage, items);
        stage.Join(Token);
        Assert.Equal(items, next.Items);
        Assert.Equal([null], next.Ends);
        Assert.Equal("cat (output)", Assert.Single(next.Threads).Name);
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Cat_TenMillionItems_NoneIsLost()
    {
        var next = new Counting();
        using var stage = Numbers("cat", next);
        for (var i = 0; i < Many; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Many, next.Count);
    }

    [Fact]
    public void Cat_SenderPauses_NothingIsHeldBack()
    {
        var next = new Probe<int>();
        using var stage = Numbers("cat", next);
        stage.OnNext(1);
        next.WaitForItem();     // before any other item, or the end, is sent
        stage.OnCompleted();
        stage.Join(Token);
    }

    [Fact]
    public void Cat_InputFails_ItArrivesItselfBehindTheItems()
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
    public void Plain_ForeignProgram_IsCompleteWhenItEndsWell()
    {
        var next = new Probe<int>();
        using var stage = Numbers("sort", next, Plain, "-n", "-r");
        Send(stage, [2, 3, 1]);
        stage.Join(Token);
        Assert.Equal([3, 2, 1], next.Items);
        Assert.Equal([null], next.Ends);
    }

    [Fact]
    public void Head_ClosesItsInput_ItsOutputArrivesAndTheRestIsDropped()
    {
        var next = new Probe<int>();
        using var stage = Numbers("head", next, Plain, "-n", "3");
        for (var i = 0; i < 50_000; i++)
            stage.OnNext(i);
        stage.OnCompleted();
        stage.Join(Token);
        stage.OnNext(1);
        Assert.Equal([0, 1, 2], next.Items);
        Assert.Equal([null], next.Ends);
    }

    [Fact]
    public void Child_Dies_IsReportedWithExitCodeAndWhatItSaid()
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
    public void Child_MuchOnItsStandardError_IsReadAwayAndTheTailKept()
    {
        var next = new Probe<int>();
        using var stage = Shell("i=0; while [ $i -lt 30000 ]; do echo 0123456789 >&2; i=$((i+1)); done; echo last >&2; exit 1", next);
        var raised = Assert.Throws<ChildProcessException>(() => stage.Join(Token));
        Assert.EndsWith("last", raised.StandardError, StringComparison.Ordinal);
        Assert.InRange(raised.StandardError.Length, 4_000, 4_096);
    }

    [Fact]
    public void Child_EndsWithoutSayingSo_HasGoneAway()
    {
        var next = new Probe<int>();
        using var stage = Shell("echo 1", next);
        var raised = Assert.Throws<ChildProcessException>(() => stage.Join(Token));
        Assert.Equal(0, raised.ExitCode);
        Assert.Contains("Plain", raised.Message);
        Assert.Equal([1], next.Items);
    }

    [Fact]
    public void Child_SaysThatItFailed_ArrivesAsThat()
    {
        var next = new Probe<int>();
        using var stage = Shell("""echo 1; echo '#failed {"type":"Paper.Jam","message":"tray 2"}'; exit 9""", next);
        var raised = Assert.Throws<RemoteException>(() => stage.Join(Token));
        Assert.Equal(("Paper.Jam", "tray 2"), (raised.RemoteType, raised.Message));
        Assert.Equal([1], next.Items);
        Assert.Equal([raised], next.Ends);
    }

    [Fact]
    public void Child_WritesNonsense_IsReportedWithItsLine()
    {
        var next = new Probe<int>();
        using var stage = Shell("echo 1; echo what; cat", next);
        var raised = Assert.Throws<System.Text.Json.JsonException>(() => SendForEver(stage));
        Assert.Contains("Line 2", raised.Message);
        Assert.Equal([1], next.Items);
        Assert.Equal([raised], next.Ends);
    }

    [Fact]
    public void Program_DoesNotExist_IsAClearError()
    {
        var raised = Assert.Throws<ChildProcessException>(() => new ProcessStage<int, int>(
            new ProcessStartInfo("no-such-program"), PipelineJson.Default.Int32, PipelineJson.Default.Int32, new Probe<int>()));
        Assert.Contains("no-such-program", raised.Message);
        Assert.Null(raised.ExitCode);
    }

    [Fact]
    public void Target_Throws_TheSenderGetsTheSameAndTheChildEnds()
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
    public void Target_ThrowsAtTheCompletion_IsNotToldOfItsOwnFailure()
    {
        var next = new Recording<int> { ErrorAtEnd = Recording<int>.Bad };
        using var stage = Numbers("cat", next);
        Send(stage, [1, 2]);
        Assert.Same(Recording<int>.Bad, Record.Exception(() => stage.Join(Token)));
        Assert.Equal("1 2 |", next.Text);
    }

    [Fact]
    public void Target_ThrowsAnotherWhenTold_JoinTellsBoth()
    {
        var failure = new FormatException("from upstream");
        var next = new Recording<int> { ErrorAtFailure = Recording<int>.Bad };
        using var stage = Numbers("cat", next);
        stage.OnError(failure);
        Assert.Equal([failure, Recording<int>.Bad], Assert.Throws<AggregateException>(() => stage.Join(Token)).InnerExceptions);
        Assert.Equal("!from upstream", next.Text);
    }

    /// <summary>Exceptions that the pipe itself knows too: a target that reads a stream or a pipe of its own may throw them.</summary>
    [Fact]
    public void Target_ThrowsWhatThePipeMightHave_ItIsItsOwnFailureAndTheChildEnds()
    {
        foreach (var failure in new Exception[] { new EndOfStreamException("of its own"), new RemoteException("Other.Failure", "of its own"), new System.Text.Json.JsonException("of its own") })
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

    /// <summary>What cannot be told to the child must not keep it waiting.</summary>
    [Fact]
    public async Task Cat_InputFailsWithWhatHasNoMessage_TheChildEnds()
    {
        var failure = new Mute();
        var next = new Probe<int>();
        using var stage = Numbers("cat", next);
        stage.OnError(failure);
        await Task.WhenAny(stage.Completion);
        Assert.Same(failure, stage.Completion.Exception!.InnerException);
        Assert.True(next.Ends is [Mute]);
    }

    [Fact]
    public void OnNext_ChildDoesNotRead_TheSenderIsHeldBack()
    {
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int>();
        using var stage = Shell("exec sleep 1000", next, new() { Capacity = 4, ExitTimeout = TimeSpan.Zero, CancellationToken = cancellation.Token });
        Exception? raised = null;
        var sent = 0;
        var sender = new Thread(() => raised = Record.Exception(() => SendForEver(stage, ref sent)));
        sender.Start();
        SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) || !sender.IsAlive);
        Assert.True(sender.IsAlive, "The sender was not held back.");
        cancellation.Cancel();
        sender.Join();
        Assert.IsType<OperationCanceledException>(raised);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.InRange(sent, 4, 1_000_000);
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Cancel_ChildDoesNotEnd_IsKilledWithItsDescendantsWhenTheTimeIsUp()
    {
        var time = new SimulatedTime();
        using var cancellation = new CancellationTokenSource();
        var next = new Probe<int>();
        using var stage = Shell(
            "trap '' TERM PIPE; sleep 1000 & echo $!; wait; sleep 1000",
            next,
            new() { TimeProvider = time, ExitTimeout = TimeSpan.FromSeconds(30), CancellationToken = cancellation.Token });
        next.WaitForItem();
        cancellation.Cancel();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stage.Completion.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        Assert.IsType<OperationCanceledException>(Assert.Single(next.Ends));
        AssertGone(stage.ProcessId, next.Threads);
        AssertGone(next.Items[0], next.Threads);
    }

    [Fact]
    public async Task Dispose_InEachState_LeavesNothing()
    {
        foreach (var isAsync in new[] { false, true })
        {
            foreach (var state in new[] { "new", "sent", "completed", "failed", "joined" })
            {
                var next = new Probe<int>();
                var stage = Numbers("cat", next);
                if (state != "new")
                    stage.OnNext(1);
                if (state is "completed" or "joined")
                    stage.OnCompleted();
                if (state == "failed")
                    stage.OnError(new FormatException());
                if (state == "joined")
                    stage.Join(Token);
                if (isAsync)
                    await stage.DisposeAsync();
                else
                    stage.Dispose();
                AssertGone(stage.ProcessId, next.Threads);
                var end = Assert.Single(next.Ends);
                Assert.Equal(state switch { "new" or "sent" => typeof(OperationCanceledException), "failed" => typeof(FormatException), _ => null }, end?.GetType());
                if (end is not OperationCanceledException)
                    Assert.Equal([1], next.Items);
            }
        }
    }

    [Fact]
    public void Dispose_ByTheReadingThread_DoesNotLockUp()
    {
        ProcessStage<int, int>? self = null;
        var next = new Probe<int> { Handle = _ => self!.Dispose() };
        using var stage = self = Numbers("cat", next);
        stage.OnNext(1);
        Assert.Throws<OperationCanceledException>(() => stage.Join(Token));
        AssertGone(stage.ProcessId, next.Threads);
    }

    [Fact]
    public void Stage_RandomFailuresAndCancellations_NothingBeforeIsLostAndNothingIsLeft()
    {
        var random = new Random(20_250_102);
        for (var run = 0; run < Runs; run++)
        {
            var count = random.Next(0, 300);
            var at = random.Next(0, 300);
            var kind = random.Next(5);      // the target fails; the input fails; cancelled; disposed of; the child dies
            var failure = new FormatException();
            using var cancellation = new CancellationTokenSource();
            var next = new Probe<int>
            {
                Handle = i =>
                {
                    if (kind == 0 && i == at)
                        throw failure;
                    if (kind == 2 && i == at)
                        cancellation.Cancel();
                },
            };
            var options = new ProcessStageOptions { Capacity = random.Next(1, 40), CancellationToken = cancellation.Token };
            var stage = kind == 4 ? Numbers("head", next, options, "-n", $"{at}") : Numbers("cat", next, options);
            var sent = 0;
            var raised = Record.Exception(() =>
            {
                for (; sent < count && !(kind is 1 or 3 && sent == at); sent++)
                    stage.OnNext(sent);
                if (kind == 3)
                    stage.Dispose();
                else if (kind == 1 && sent == at)
                    stage.OnError(failure);
                else
                    stage.OnCompleted();
                stage.Join(Token);
            });
            Assert.Same(raised, Record.Exception(() => stage.Join(Token)));     // whoever asks is told the same
            Assert.Equal(Enumerable.Range(0, next.Items.Count), next.Items);
            var end = Assert.Single(next.Ends);
            Assert.Same(end, raised);
            switch (kind)
            {
                case 0 when at < count:
                    Assert.Same(failure, end);
                    Assert.Equal(at, next.Items.Count);
                    break;
                case 1 when at <= count:
                    Assert.Same(failure, end);
                    Assert.Equal(at, next.Items.Count);
                    break;
                case 2 when at < count:
                    Assert.IsType<OperationCanceledException>(end);
                    Assert.Equal(at + 1, next.Items.Count);
                    break;
                case 3:
                    Assert.IsType<OperationCanceledException>(end);
                    break;
                case 4 when at <= count:        // it never said that it is complete
                    Assert.IsType<ChildProcessException>(end);
                    Assert.Equal(at, next.Items.Count);
                    break;
                default:
                    Assert.Null(end);
                    Assert.Equal(count, next.Items.Count);
                    break;
            }

            Record.Exception(stage.Dispose);
            AssertGone(stage.ProcessId, next.Threads);
        }
    }

    private static ProcessStage<int, int> Shell(string script, IObserver<int> next, ProcessStageOptions? options = null) => Numbers("sh", next, options, "-c", script);

    private static ProcessStage<int, int> Numbers(string program, IObserver<int> next, ProcessStageOptions? options = null, params string[] arguments) =>
        new(Program(program, arguments), PipelineJson.Default.Int32, PipelineJson.Default.Int32, next, options);

    private static ProcessStartInfo Program(string name, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/bin/" + name) || File.Exists("/usr/bin/" + name), $"There is no {name} here.");
        return new(name, arguments);
    }

    private static void Send<T>(IObserver<T> target, IEnumerable<T> items)
    {
        foreach (var item in items)
            target.OnNext(item);
        target.OnCompleted();
    }

    private static void SendForEver(ProcessStage<int, int> target)
    {
        var sent = 0;
        SendForEver(target, ref sent);
    }

    private static void SendForEver(ProcessStage<int, int> target, ref int sent)
    {
        for (; ; sent++)
            target.OnNext(sent);
    }

    private static void AssertGone(int processId, IEnumerable<Thread> threads)
    {
        // A descendant that was killed is reaped by init, in its own time.
        var state = File.Exists($"/proc/{processId}/stat") ? File.ReadAllText($"/proc/{processId}/stat") : "";
        Assert.True(state.Length == 0 || state.Contains(") Z ", StringComparison.Ordinal) || state.Contains(") X ", StringComparison.Ordinal), state);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new NotSupportedException();
    }

    private sealed class Counting : IObserver<int>
    {
        public int Count { get; private set; }

        public void OnNext(int value)
        {
            if (value == Count)
                Count++;
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
