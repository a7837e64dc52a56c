namespace CoroFsm.Tests.Scheduling;

/// <summary>A message from outside is taken back until it is in the mailbox.</summary>
public sealed class SendAsyncCancellationTests
{
    private readonly List<string> log = [];
    private readonly TaskCompletionSource go = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void SendAsync_CancelledBeforeTheCall_IsNotReceived()
    {
        using var scheduler = new Scheduler();
        var receiver = Spawn(scheduler, 1);
        Assert.True(scheduler.SendAsync(receiver, "a", new(canceled: true)).IsCanceled);
        _ = scheduler.SendAsync(receiver, "b", Cancellation);
        scheduler.Run();
        Assert.Equal(["b"], log);
    }

    [Fact]
    public async Task SendAsync_CancelledBeforeTheSchedulerRuns_IsTakenBack()
    {
        using var scheduler = new Scheduler();
        using var cancellation = new CancellationTokenSource();
        var receiver = Spawn(scheduler, 2);
        var first = scheduler.SendAsync(receiver, "first", Cancellation);
        var cancelled = scheduler.SendAsync(receiver, "cancelled", cancellation.Token);
        var last = scheduler.SendAsync(receiver, "last", Cancellation);
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        scheduler.Run();
        Assert.True(await first);
        Assert.True(await last);
        Assert.Equal(["first", "last"], log);
    }

    [Fact]
    public async Task SendAsync_CancelledWhileItWaitsForRoom_IsTakenBack()
    {
        using var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        using var cancellation = new CancellationTokenSource();
        var receiver = Spawn(scheduler, 4, waits: true);
        Task<bool>[] sent =
        [
            scheduler.SendAsync(receiver, "1", Cancellation),
            scheduler.SendAsync(receiver, "2", cancellation.Token),
            scheduler.SendAsync(receiver, "3", Cancellation),
            scheduler.SendAsync(receiver, "4", cancellation.Token),
            scheduler.SendAsync(receiver, "5", Cancellation),
            scheduler.SendAsync(receiver, "6", Cancellation),
        ];
        scheduler.RunUntilIdle();
        Assert.True(await sent[0]);
        await cancellation.CancelAsync();
        Assert.True(sent[1].IsCanceled);
        Assert.True(sent[3].IsCanceled);
        Assert.False(sent[2].IsCompleted);
        go.SetResult();
        scheduler.Run();
        Assert.Equal(["1", "3", "5", "6"], log);
        Assert.All([sent[2], sent[4], sent[5]], static task => Assert.True(task.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task SendAsync_CancelledInTheMailbox_IsReceived()
    {
        using var scheduler = new Scheduler();
        using var cancellation = new CancellationTokenSource();
        var receiver = Spawn(scheduler, 1, waits: true);
        var sent = scheduler.SendAsync(receiver, "a", cancellation.Token);
        scheduler.RunUntilIdle();
        await cancellation.CancelAsync();
        Assert.True(await sent);
        go.SetResult();
        scheduler.Run();
        Assert.Equal(["a"], log);
    }

    /// <summary>Cancelled messages free their places for others.</summary>
    [Fact]
    public async Task SendAsync_CancelledBeyondTheLimit_MakesRoomForOthers()
    {
        using var scheduler = new Scheduler(new() { MailboxCapacity = 1, MaxInterrupts = 3 });
        var receiver = Spawn(scheduler, 100, waits: true);
        Assert.True(await Idle(scheduler.SendAsync(receiver, "first", Cancellation)));
        for (var i = 0; i < 20; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var cancelled = Idle(scheduler.SendAsync(receiver, $"{i}", cancellation.Token));
            Assert.False(cancelled.IsCompleted);
            await cancellation.CancelAsync();
            scheduler.RunUntilIdle();
            Assert.True(cancelled.IsCanceled);
        }

        Assert.False(Idle(scheduler.SendAsync(receiver, "last", Cancellation)).IsFaulted);

        Task<bool> Idle(Task<bool> task)
        {
            scheduler.RunUntilIdle();
            return task;
        }
    }

    [Fact]
    public async Task SendAsync_CancelledAfterDisposal_StaysRefused()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        using var cancellation = new CancellationTokenSource();
        var receiver = Spawn(scheduler, 1, waits: true);
        Task<bool>[] sent =
        [
            scheduler.SendAsync(receiver, "1", cancellation.Token), scheduler.SendAsync(receiver, "2", cancellation.Token),
        ];
        scheduler.RunUntilIdle();
        scheduler.Dispose();
        await cancellation.CancelAsync();
        Assert.True(await sent[0]);
        Assert.False(await sent[1]);
    }

    [Fact]
    public async Task SendAsync_RacingCancellation_IsEitherReceivedOrCancelled()
    {
        const int Rounds = 2_000;
        var received = new bool[Rounds];
        var scheduler = new Scheduler(new() { MailboxCapacity = 2 });
        using var thread = scheduler.Start();
        var receiver = scheduler.Spawn(async task =>
        {
            while (await task.Receive<int>() is var number and >= 0)
                received[number] = true;
        });
        var sources = Enumerable.Range(0, Rounds).Select(static _ => new CancellationTokenSource()).ToArray();
        var sent = new Task<bool>[Rounds];
        using var barrier = new Barrier(2);
        var canceller = new Thread(() =>
        {
            for (var i = 0; i < Rounds; i += 8)
            {
                barrier.SignalAndWait(Cancellation);
                for (var j = i; j < i + 8; j++)
                    sources[j].Cancel();
            }
        });
        canceller.Start();
        for (var i = 0; i < Rounds; i++)
        {
            if (i % 8 == 0)
                barrier.SignalAndWait(Cancellation);
            sent[i] = scheduler.SendAsync(receiver, i, sources[i].Token);
        }

        canceller.Join();
        await Task.WhenAll(sent).ContinueWith(static _ => { }, Cancellation, default, TaskScheduler.Default);
        Assert.True(await scheduler.SendAsync(receiver, -1, Cancellation));
        thread.Join();
        for (var i = 0; i < Rounds; i++)
            Assert.Equal(received[i] ? TaskStatus.RanToCompletion : TaskStatus.Canceled, sent[i].Status);
        foreach (var source in sources)
            source.Dispose();
    }

    /// <summary>Starts a task that receives messages, perhaps only after <see cref="go"/>.</summary>
    private TaskId Spawn(Scheduler scheduler, int count, bool waits = false) => scheduler.Spawn(async task =>
    {
        if (waits)
            await task.Await(go.Task);
        for (var i = 0; i < count; i++)
            log.Add(await task.Receive<string>());
    });
}
