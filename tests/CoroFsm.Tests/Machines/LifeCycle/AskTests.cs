using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>Events that ask for a reply.</summary>
public sealed class AskTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "door" };

    private readonly Queue<ReplyTo<string>> kept = [];
    private readonly List<string> log = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("synchronized")]
    [InlineData("timed")]
    public async Task AskAsync_RepliesInTheTurn_ReturnsReply(string threads)
    {
        using var machine = Start(MachineKinds.Options(threads));
        Assert.Equal("reply to a", await Ask(machine, "a"));
        Assert.Equal("reply to b", await Ask(machine, "b"));
    }

    [Fact]
    public async Task AskAsync_ClassAndGenerator_ReturnsReply()
    {
        using var worker = new Worker();
        Assert.Equal("a", await worker.AskAsync<string>(static reply => new("a", reply), Cancellation));
        await worker.SendAsync(new("end", Reply: null), Cancellation);
        await worker.Completion;

        using var generator = Machine.Start<Request>(Generate, Synchronized);
        Assert.Equal("b", await Ask(generator, "b"));

        static IEnumerable<Wait> Generate(Inbox<Request> inbox)
        {
            while (true)
            {
                yield return inbox.Receive();
                inbox.Current.Reply!.Reply(inbox.Current.What);
            }
        }
    }

    [Fact]
    public async Task AskAsync_RepliesInLaterTurn_ReturnsReply()
    {
        using var machine = Start();
        var reply = Ask(machine, "keep");
        Assert.False(reply.IsCompleted);
        machine.Send(new("release", Reply: null));
        Assert.Equal("late", await reply);
    }

    [Fact]
    public async Task AskAsync_OtherThreadReplies_ReturnsReply()
    {
        using var machine = Start();
        var reply = Ask(machine, "keep");
        var thread = new Thread(() => kept.Dequeue().Reply("elsewhere"));
        thread.Start();
        Assert.Equal("elsewhere", await reply);
        thread.Join();
    }

    [Fact]
    public async Task AskAsync_Fails_ThrowsAndMachineContinues()
    {
        using var machine = Start();
        var error = await Assert.ThrowsAsync<FormatException>(() => Ask(machine, "refuse"));
        Assert.Equal("refused", error.Message);
        Assert.Equal("reply to a", await Ask(machine, "a"));
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("reply and throw")]
    public async Task AskAsync_HandlingThrows_ThrowsTheFault(string what)
    {
        var machine = Start();
        var error = await Assert.ThrowsAsync<ArithmeticException>(() => Ask(machine, what));
        Assert.Same(error, machine.Fault);
    }

    [Theory]
    [InlineData("end")]
    [InlineData("keep")]
    public async Task AskAsync_MachineCompletesWithoutReply_ThrowsWhatHappened(string what)
    {
        var machine = Start();
        var reply = Ask(machine, what);
        machine.Complete();
        var error = await Assert.ThrowsAsync<MachineEndedException>(() => reply);
        Assert.Contains($"door has ended (Completed) without a reply to {what}", error.Message);
        Assert.Null(error.RefusedBy);
    }

    [Fact]
    public async Task AskAsync_MachineClosesOrFaultsWithoutReply_ThrowsWhatHappened()
    {
        var machine = Start();
        var closed = Ask(machine, "keep");
        machine.Dispose();
        Assert.Contains("Closed", (await Assert.ThrowsAsync<MachineEndedException>(() => closed)).Message);

        var faulty = Start();
        var faulted = Ask(faulty, "keep");
        Assert.Throws<ArithmeticException>(() => faulty.Send(new("throw", Reply: null)));
        Assert.Same(faulty.Fault, (await Assert.ThrowsAsync<MachineEndedException>(() => faulted)).InnerException);
    }

    [Fact]
    public async Task AskAsync_HasEnded_Throws()
    {
        var machine = Start();
        machine.Dispose();
        var error = await Assert.ThrowsAsync<MachineEndedException>(() => Ask(machine, "a"));
        Assert.Contains("cannot be sent a", error.Message);
        Assert.Same(machine, error.RefusedBy);
    }

    [Theory]
    [InlineData(Unmatched.Throw, "did not expect")]
    [InlineData(Unmatched.Ignore, "ignored")]
    public async Task AskAsync_Unmatched_ThrowsAndMachineContinues(Unmatched unmatched, string what)
    {
        using var machine = Start(Synchronized with { Unmatched = unmatched });
        var error = await Assert.ThrowsAsync<UnexpectedEventException>(() => Ask(machine, "unknown"));
        Assert.Contains(what, error.Message);
        Assert.Contains("Receive or handle it there", error.Message);
        Assert.Equal("reply to a", await Ask(machine, "a"));
    }

    /// <summary>Only the request itself counts: an event that the coroutine posts may be ignored.</summary>
    [Fact]
    public async Task AskAsync_OtherEventOfTheTurnIgnored_ReturnsReply()
    {
        using var machine = Start(Synchronized with { Unmatched = Unmatched.Ignore });
        var reply = Ask(machine, "post unknown and keep");
        Assert.False(reply.IsCompleted);
        kept.Dequeue().Reply("a");
        Assert.Equal("a", await reply);
    }

    [Fact]
    public async Task AskAsync_Deferred_ReturnsReplyWhenHandled()
    {
        using var machine = Machine.Start<Request>(
            static async inbox =>
            {
                await inbox.Receive(static r => r.What == "first");
                (await inbox.Receive(static r => r.What == "second")).Reply!.Reply("done");
                await inbox.Receive(static r => r.What == "never");
            },
            Synchronized with { Unmatched = Unmatched.Defer });
        var second = Ask(machine, "second");
        var never = Ask(machine, "third");
        machine.Send(new("first", Reply: null));
        Assert.Equal("done", await second);
        machine.Dispose();
        await Assert.ThrowsAsync<MachineEndedException>(() => never);
    }

    [Fact]
    public async Task Reply_Twice_ThrowsToTheCoroutine()
    {
        var machine = Start();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(machine, "reply twice"));
        Assert.Contains("door has already replied", error.Message);
        var fails = Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(fails, "reply and fail"));
    }

    [Fact]
    public async Task AskAsync_CancelledWhileQueued_IsTakenBack()
    {
        using var gate = new Gate();
        using var machine = Start();
        var holder = new Thread(() => machine.Send(new("gate", Reply: null, gate)));
        holder.Start();
        gate.WaitUntilInside();
        using var cancellation = new CancellationTokenSource();
        var cancelled = machine.AskAsync<string>(static reply => new("cancelled", reply), cancellation.Token).AsTask();
        var last = Ask(machine, "last");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Open();
        holder.Join();
        Assert.Equal("reply to last", await last);
        Assert.Equal(["gate", "last"], log);
    }

    [Fact]
    public async Task AskAsync_CancelledAfterItsTurn_ThrowsAndIsVisibleToTheCoroutine()
    {
        using var machine = Start();
        using var cancellation = new CancellationTokenSource();
        var reply = machine.AskAsync<string>(static reply => new("keep", reply), cancellation.Token).AsTask();
        Assert.False(kept.Peek().IsCancelled);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.True(kept.Peek().IsCancelled);
        machine.Send(new("release", Reply: null));
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    /// <summary>The coroutine fails the request with a cancellation of its own: the caller has not cancelled.</summary>
    [Fact]
    public async Task Fail_WithCancellation_IsNotCancelled()
    {
        using var machine = Start();
        var reply = Ask(machine, "keep");
        var replyTo = kept.Dequeue();
        replyTo.Fail(new OperationCanceledException("own"));
        Assert.False(replyTo.IsCancelled);
        Assert.Equal("own", (await Assert.ThrowsAsync<OperationCanceledException>(() => reply)).Message);
        Assert.Throws<ArgumentNullException>(() => replyTo.Fail(null!));
    }

    [Fact]
    public void AskAsync_CancelledBeforeTheCall_DoesNotAsk()
    {
        using var machine = Start();
        var reply = machine.AskAsync<string>(reply => new(Log("asked"), reply), new(canceled: true)).AsTask();
        Assert.True(reply.IsCanceled);
        Assert.Empty(log);
    }

    [Fact]
    public void AskAsync_NotSynchronized_ThrowsWithFix()
    {
        using var machine = Start(MachineOptions.Default);
        var error = Assert.Throws<InvalidOperationException>(() => { _ = Ask(machine, "a"); });
        Assert.Contains("Synchronized", error.Message);
    }

    [Fact]
    public void AskAsync_Null_Throws()
    {
        using var machine = Start();
        Assert.Throws<ArgumentNullException>(() => { _ = machine.AskAsync<string>(null!, Cancellation).AsTask(); });
        Assert.Throws<MissingMemberException>(
            () => { _ = machine.AskAsync<string>(static _ => throw new MissingMemberException(), Cancellation).AsTask(); });
    }

    /// <summary>The caller continues outside of the turn, and only when it has ended.</summary>
    [Fact]
    public void AskAsync_Replied_ContinuesOutsideOfTheTurn()
    {
        using var machine = Start();
        using var gate = new Gate();
        using var continued = new ManualResetEventSlim();
        var thread = 0;
        var asker = new Thread(() =>
        {
            var replied = machine.AskAsync<string>(reply => new("reply and gate", reply, gate), Cancellation).AsTask();
            replied.ConfigureAwait(false).GetAwaiter().OnCompleted(() =>
            {
                thread = Environment.CurrentManagedThreadId;
                continued.Set();
            });
            Assert.True(continued.Wait(TimeSpan.FromMinutes(1)));
        });
        asker.Start();
        gate.WaitUntilInside();
        Assert.False(kept.Peek().Task.IsCompleted);     // the reply is given, but the turn is not over
        gate.Open();
        asker.Join();
        Assert.NotEqual(0, thread);
        Assert.NotEqual(asker.ManagedThreadId, thread);
    }

    /// <summary>Requests that are answered late leave nothing behind in a machine that lives long.</summary>
    [Fact]
    public void AskAsync_ManyLateReplies_LeaveNothing()
    {
        using var machine = Start();
        var requests = AskMany(machine);
        GC.Collect();
        Assert.InRange(requests.Count(static request => request.IsAlive), 0, 40);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference> AskMany(Machine<Request> machine)
    {
        List<WeakReference> requests = [];
        for (var i = 0; i < 1_000; i++)
        {
            _ = machine.AskAsync<string>(
                reply =>
                {
                    var request = new Request("keep", reply);
                    requests.Add(new(request));
                    return request;
                },
                Cancellation).AsTask();
            kept.Dequeue().Reply("late");
        }

        return requests;
    }

    [Fact]
    public async Task AskAsync_RacingRepliesCancellationsAndClose_SettlesEach()
    {
        const int Rounds = 300;
        for (var round = 0; round < Rounds; round++)
        {
            var machine = Machine.Start<Request>(
                static async inbox =>
                {
                    await foreach (var request in inbox)
                        request.Reply!.Reply(request.What);
                },
                Synchronized);
            using var cancellation = new CancellationTokenSource();
            using var barrier = new Barrier(3);
            Task<string>[] replies = [];
            var asker = new Thread(() =>
            {
                barrier.SignalAndWait(Cancellation);
                replies = [.. Enumerable.Range(0, 8).Select(Ask)];
            });
            var closer = new Thread(() =>
            {
                barrier.SignalAndWait(Cancellation);
                machine.Dispose();
            });
            Task<string> Ask(int number) => machine.AskAsync<string>(r => new($"{number}", r), cancellation.Token).AsTask();

            asker.Start();
            closer.Start();
            barrier.SignalAndWait(Cancellation);
            await cancellation.CancelAsync();
            asker.Join();
            closer.Join();
            for (var i = 0; i < replies.Length; i++)
            {
                var error = await Record.ExceptionAsync(() => replies[i].WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
                Assert.True(error is null or MachineEndedException or OperationCanceledException, $"{error}");
                if (error is null)
                    Assert.Equal($"{i}", await replies[i]);
            }
        }
    }

    private static Task<string> Ask(Machine<Request> machine, string what) =>
        machine.AskAsync<string>(reply => new(what, reply), Cancellation).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

    private Machine<Request> Start(MachineOptions? options = null) => Machine.Start<Request>(Work, options ?? Synchronized);

    private string Log(string text)
    {
        log.Add(text);
        return text;
    }

    private async Coroutine Work(Inbox<Request> inbox)
    {
        while (true)
        {
            var (what, reply, gate) = await inbox.Receive(static request => request.What != "unknown");
            switch (Log(what))
            {
                case "end":
                    return;
                case "keep":
                    kept.Enqueue(reply!);
                    break;
                case "release":
                    kept.Dequeue().Reply("late");
                    break;
                case "refuse":
                    reply!.Fail(new FormatException("refused"));
                    break;
                case "throw":
                    throw new ArithmeticException();
                case "reply and throw":
                    reply!.Reply("lost");
                    throw new ArithmeticException();
                case "reply twice":
                    reply!.Reply("1");
                    reply.Reply("2");
                    break;
                case "reply and fail":
                    reply!.Reply("1");
                    reply.Fail(new FormatException());
                    break;
                case "post unknown and keep":
                    inbox.Post(new("unknown", Reply: null));
                    kept.Enqueue(reply!);
                    break;
                case "gate":
                    gate!.Pass();
                    break;
                case "reply and gate":
                    kept.Enqueue(reply!);
                    reply!.Reply("done");
                    gate!.Pass();
                    break;
                default:
                    reply!.Reply($"reply to {what}");
                    break;
            }
        }
    }

    private sealed record Request(string What, ReplyTo<string>? Reply, Gate? Gate = null)
    {
        public override string ToString() => What;
    }

    private sealed class Worker : MachineOf<Request>
    {
        internal Worker()
            : base(Synchronized) =>
            Start();

        protected override async Coroutine Run()
        {
            while (await Receive() is { Reply: { } reply, What: var what })
                reply.Reply(what);
        }
    }
}
