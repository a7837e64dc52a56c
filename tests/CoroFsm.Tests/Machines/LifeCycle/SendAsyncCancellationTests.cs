using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>An event is taken back while it is queued; once its turn has begun, it is handled.</summary>
public sealed class SendAsyncCancellationTests
{
    private readonly MachineLog log = [];

    [Theory]
    [MemberData(nameof(MachineKinds.Synchronized), MemberType = typeof(MachineKinds))]
    public void SendAsync_CancelledBeforeTheCall_IsNotHandled(string form, string threads)
    {
        using var machine = MachineKinds.Start(form, threads, log);
        var sent = machine.SendAsync("a", new(canceled: true));
        Assert.True(sent.IsCanceled);
        Assert.Empty(log);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.Synchronized), MemberType = typeof(MachineKinds))]
    public async Task SendAsync_CancelledWhileQueued_IsTakenBack(string form, string threads)
    {
        using var observer = new Holding();
        using var machine = MachineKinds.Start(form, threads, log, observer);
        using var cancellation = new CancellationTokenSource();
        observer.Hold(machine);
        var kept = machine.SendAsync("kept", TestContext.Current.CancellationToken);
        var cancelled = machine.SendAsync("cancelled", cancellation.Token);
        var last = machine.SendAsync("last", TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        observer.Release();
        await kept;
        await last;
        Assert.Equal(["hold", "kept", "last"], log);
    }

    [Fact]
    public async Task SendAsync_CancelledInItsTurn_IsHandled()
    {
        using var cancellation = new CancellationTokenSource();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add(await inbox.Receive());
                cancellation.Cancel();
                log.Add("continues");
                await inbox.Receive();
            },
            new() { Synchronized = true });
        await machine.SendAsync("a", cancellation.Token);
        Assert.Equal(["a", "continues"], log);
    }

    /// <summary>A coroutine that throws a cancellation of its own has handled the event: the task fails and is not cancelled.</summary>
    [Fact]
    public async Task SendAsync_CoroutineThrowsCancellation_Fails()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive();
                throw new OperationCanceledException("own");
            },
            new() { Synchronized = true });
        var sent = machine.SendAsync("a", TestContext.Current.CancellationToken);
        Assert.True(sent.IsFaulted);
        Assert.Equal("own", (await Assert.ThrowsAsync<OperationCanceledException>(() => sent)).Message);
    }

    [Fact]
    public async Task SendAsync_RacingCancellation_IsEitherHandledOrCancelled()
    {
        const int Rounds = 3_000;
        var handled = new bool[Rounds];
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                await foreach (var number in inbox)
                    handled[number] = true;
            },
            new() { Synchronized = true });
        using var barrier = new Barrier(2);
        var sources = Enumerable.Range(0, Rounds).Select(static _ => new CancellationTokenSource()).ToArray();
        var canceller = new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                sources[i].Cancel();
                machine.TrySend(i - i % 2);     // competes for the turn, too
            }
        });
        canceller.Start();
        var sent = new Task[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            sent[i] = i % 2 == 0 ? machine.SendAsync(i, TestContext.Current.CancellationToken) : machine.SendAsync(i, sources[i].Token);
        }

        canceller.Join();
        await Task.WhenAll(sent).ContinueWith(static _ => { }, TestContext.Current.CancellationToken, default, TaskScheduler.Default);
        for (var i = 0; i < Rounds; i++)
            Assert.Equal(handled[i] ? TaskStatus.RanToCompletion : TaskStatus.Canceled, sent[i].Status);
        foreach (var source in sources)
            source.Dispose();
    }

    /// <summary>Senders that give up, again and again, at a machine that is stuck.</summary>
    [Fact]
    public void SendAsync_CancelledRepeatedlyWhileBusy_LeavesNothing()
    {
        using var observer = new Holding();
        using var machine = MachineKinds.Start("coroutine", "synchronized", log, observer);
        observer.Hold(machine);
        var events = CancelMany(machine);
        GC.Collect();
        Assert.InRange(events.Count(static e => e.IsAlive), 0, 10);
        observer.Release();
        Assert.Equal(["hold"], log);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> CancelMany(Machine<string> machine)
    {
        List<WeakReference> events = [];
        for (var i = 0; i < 1_000; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var e = new string('x', 1 + i % 7);
            events.Add(new(e));
            _ = machine.SendAsync(e, cancellation.Token);
            cancellation.Cancel();
        }

        return events;
    }
}
