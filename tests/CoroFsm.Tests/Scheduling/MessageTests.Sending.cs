namespace CoroFsm.Tests.Scheduling;

/// <summary>Sending: order, capacity, and receivers that end.</summary>
public sealed partial class MessageTests
{
    [Fact]
    public void TrySend_MailboxFullOfOtherTypes_IsRefused()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        TaskContext sender = default;
        scheduler.Spawn(async task =>
        {
            sender = task;
            await task.Receive<Version>();
        });
        var receiver = scheduler.Spawn(async task =>
        {
            while (true)
                log.Add($"{await task.Receive<int>()}");
        });
        scheduler.RunUntilIdle();
        Assert.True(sender.TrySend(receiver, 1));
        scheduler.RunUntilIdle();
        Assert.True(sender.TrySend(receiver, "not asked for"));
        scheduler.RunUntilIdle();
        Assert.False(sender.TrySend(receiver, 2));
        scheduler.RunUntilIdle();
        Assert.Equal(["1"], log);
    }

    [Fact]
    public void Send_FullMailbox_WaitsForRoomInOrder()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 2 });
        var receiver = scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 3; i++)
                await task.Yield();
            Assert.Equal(2, scheduler.Snapshot()[0].Messages);
            for (var i = 0; i < 6; i++)
                log.Add(await task.Receive<string>());
        });
        foreach (var name in (string[])["a", "b"])
        {
            scheduler.Spawn(async task =>
            {
                for (var i = 1; i <= 3; i++)
                    Assert.True(await task.Send(receiver, $"{name}{i}"));
            });
        }

        scheduler.Run();

        Assert.Equal(["a1", "a2", "a3", "b1", "b2", "b3"], log);
    }

    [Fact]
    public void Send_ReceiverEnds_ReturnsFalse()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        var receiver = scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 3; i++)
                await task.Yield();
        });
        scheduler.Spawn(async task =>
        {
            log.Add($"{await task.Send(receiver, 1)}");
            log.Add($"{task.TrySend(receiver, 2)}");
            log.Add($"{await task.Send(receiver, 2)}");
            log.Add($"{await task.Send(receiver, 3)}");
        });
        scheduler.Run();

        Assert.Equal(["True", "False", "False", "False"], log);
    }

    [Fact]
    public void SendAsync_BeyondCapacity_ArrivesInOrder()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        var receiver = scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 3; i++)
                log.Add($"{await task.Receive<int>()}");
        });
        Task<bool>[] sent =
        [
            scheduler.SendAsync(receiver, 1, Cancellation), scheduler.SendAsync(receiver, 2, Cancellation),
            scheduler.SendAsync(receiver, 3, Cancellation), scheduler.SendAsync(receiver, 4, Cancellation),
        ];
        scheduler.Run();

        Assert.Equal(["1", "2", "3"], log);
        Assert.All(sent, s => Assert.True(s.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task SendAsync_FullMailboxOfEndingTask_ReturnsFalse()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        var receiver = scheduler.Spawn(static _ => Coroutine.Completed);
        Task<bool>[] sent = [scheduler.SendAsync(receiver, 1, Cancellation), scheduler.SendAsync(receiver, 2, Cancellation)];
        scheduler.Run();

        Assert.All(sent, s => Assert.True(s.IsCompletedSuccessfully));
        Assert.False(await sent[1]);
        Assert.Equal(TaskEnd.Completed, receiver.GetOutcome()!.Value.End);
    }

    [Fact]
    public async Task SendAsync_SchedulerDisposed_CompletesOrThrows()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1 });
        var receiver = scheduler.Spawn(task => task.Receive<string>().AsCoroutine());
        Task<bool>[] sent = [scheduler.SendAsync(receiver, 1, Cancellation), scheduler.SendAsync(receiver, 2, Cancellation)];
        scheduler.Dispose();

        Assert.All(sent, s => Assert.True(s.IsCompletedSuccessfully));
        Assert.False(await sent[1]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scheduler.SendAsync(receiver, 3, Cancellation));
        Assert.Throws<ObjectDisposedException>(() => scheduler.Post(static () => { }));
    }

    [Fact]
    public async Task SendAsync_FasterThanReceiver_IsBounded()
    {
        var scheduler = new Scheduler(new() { MailboxCapacity = 1, MaxInterrupts = 3 });
        var receiver = scheduler.Spawn(task => task.Receive<string>().AsCoroutine());
        List<Task<bool>> sent = [];
        for (var i = 0; i < 5; i++)
        {
            sent.Add(scheduler.SendAsync(receiver, i, Cancellation));
            scheduler.RunUntilIdle();
        }

        await Assert.ThrowsAsync<BacklogFullException>(() => sent[4]);
        scheduler.Dispose();
    }

    [Fact]
    public void Send_AbandonedRepeatedly_LeavesNothing()
    {
        var (scheduler, _) = MakeSimulated(capacity: 1);
        List<WeakReference> messages = [];
        var receiver = scheduler.Spawn(task => task.Receive<int>(static _ => false).AsCoroutine());
        var sender = scheduler.Spawn(async task =>
        {
            await task.Send(receiver, 0);
            for (var i = 0; i < 100; i++)
                Assert.False(await task.Within(TimeSpan.FromSeconds(1), scope => SendObject(scope, receiver, messages)));
        });
        Assert.Throws<DeadlockException>(scheduler.Run);
        GC.Collect();

        Assert.Equal(TaskEnd.Completed, sender.GetOutcome()!.Value.End);
        Assert.InRange(messages.Count(static m => m.IsAlive), 0, 10);
        scheduler.Dispose();

        static async Coroutine SendObject(TaskContext task, TaskId to, List<WeakReference> messages)
        {
            await task.Send(to, MakeObject(messages));
        }
    }

    private static object MakeObject(List<WeakReference> messages)
    {
        var message = new object();
        messages.Add(new(message));
        return message;
    }
}
