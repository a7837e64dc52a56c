using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Timers of a task arrive as messages unless they are replaced or cancelled.</summary>
[DefaultContext]
public sealed class TaskTimerTests
{
    private readonly SimulatedTime time = new();
    private readonly List<string> log = [];

    [Fact]
    public void SetTimer_ObjectsAndStructs_ArriveInOrderOfDueTime() => Run(async task =>
    {
        task.SetTimer("text", TimeSpan.FromSeconds(3), "three");
        task.SetTimer("number", TimeSpan.FromSeconds(2), 2);
        task.SetTimer("early", TimeSpan.FromSeconds(1), "one");
        Note(await task.Receive<string>());
        Note(await task.Receive<int>());
        Note(await task.Receive<object>());
        Assert.False(task.CancelTimer("number"));
        Assert.Equal(["0:01 one", "0:02 2", "0:03 three"], log);
    });

    [Fact]
    public void SetTimer_SameNameAgain_ReplacesTimeMessageAndType() => Run(async task =>
    {
        task.SetTimer("t", TimeSpan.FromSeconds(1), "text");
        task.SetTimer("t", TimeSpan.FromSeconds(5), 5);
        task.SetTimer("u", TimeSpan.FromSeconds(2), 1);
        task.SetTimer("u", TimeSpan.FromSeconds(3), 3);
        Note((await task.Receive<string>(TimeSpan.FromMinutes(1))).Event ?? "nothing");
        Note(await task.Receive<int>());
        Note(await task.Receive<int>());
        Assert.Equal(["1:00 nothing", "1:00 3", "1:00 5"], log);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void CancelTimer_MessageInMailbox_RemovesOnlyThatMessage(int cancelled) => Run(async task =>
    {
        // More than the capacity of the lane's ring, and not from its start.
        await task.Send(task.Self, 100);
        await task.Send(task.Self, 101);
        Assert.Equal(100, await task.Receive<int>());
        for (var i = 0; i < 6; i++)
            task.SetTimer($"{i}", TimeSpan.FromSeconds(1), i);
        await task.Sleep(TimeSpan.FromMinutes(1));
        await task.Send(task.Self, 102);
        Assert.Equal(3, await task.Receive<int>(static i => i == 3));
        Assert.True(task.CancelTimer($"{cancelled}"));
        Assert.False(task.CancelTimer($"{cancelled}"));
        Assert.False(task.CancelTimer("3"));

        List<int> received = [];
        while (await task.Receive<int>(TimeSpan.Zero) is { TimedOut: false, Event: var number })
            received.Add(number);
        Assert.Equal(new[] { 101, 0, 1, 2, 4, 5, 102 }.Except([cancelled]), received);
    });

    [Fact]
    public void CancelTimer_ObjectInMailbox_RemovesThatInstanceNotAnEqualOne() => Run(async task =>
    {
        var message = "same";
        await task.Send(task.Self, message);
        task.SetTimer("t", TimeSpan.FromSeconds(1), message);
        await task.Send(task.Self, message);
        await task.Sleep(TimeSpan.FromMinutes(1));
        await task.Send(task.Self, "last");
        Assert.True(task.CancelTimer("t"));
        for (var i = 0; i < 2; i++)
            Assert.Equal("same", await task.Receive<string>());
        Assert.Equal("last", await task.Receive<string>());
        Assert.True((await task.Receive<string>(TimeSpan.Zero)).TimedOut);
    });

    [Fact]
    public void SetTimer_DueTogetherWithReceiveTimeout_IsReceived() => Run(async task =>
    {
        task.SetTimer("t", TimeSpan.FromSeconds(1), "in time");
        Assert.Equal("in time", (await task.Receive<string>(TimeSpan.FromSeconds(1))).Event);
        task.SetTimer("t", TimeSpan.FromSeconds(1), "selected");
        Assert.Equal("selected", (await task.Receive<string>(static s => s.Length > 7, TimeSpan.FromSeconds(2))).Event);
        task.SetTimer("t", TimeSpan.FromSeconds(1), 7);
        var number = Trap.Receive<int>();
        Assert.Same(number, await task.Select([Trap.Receive<string>(), number, Trap.Sleep(TimeSpan.FromSeconds(2))]));
        Assert.Equal(7, number.Result);
    });

    [Fact]
    public void SetTimer_MailboxIsFull_DeliversAndCancellingMakesRoom() => Run(
        async task =>
        {
            await task.Send(task.Self, 1);
            await task.Send(task.Self, 2);
            task.SetTimer("t", TimeSpan.FromSeconds(1), 3);
            var sender = await task.Spawn(async other => await other.Send(task.Self, 4));
            await task.Sleep(TimeSpan.FromSeconds(2));
            Assert.Equal(1, await task.Receive<int>());
            Assert.True(task.CancelTimer("t"));
            Assert.True((await task.Wait(sender)).Fault is null);
            Assert.Equal(2, await task.Receive<int>());
            Assert.Equal(4, await task.Receive<int>());
        },
        mailbox: 2);

    [Fact]
    public void SetTimer_TaskEnds_LeavesNoTimer()
    {
        var scheduler = new Scheduler(new() { TimeProvider = time });
        var ended = scheduler.Spawn(task =>
        {
            task.SetTimer("t", TimeSpan.FromDays(1), 1);
            return Coroutine.Completed;
        });
        var killed = scheduler.Spawn(async task =>
        {
            try
            {
                task.SetTimer("t", TimeSpan.FromDays(1), 1);
                await task.Receive<int>();
            }
            finally
            {
                task.CancelTimer("t");
                task.SetTimer("u", TimeSpan.FromDays(1), 1);
            }
        });
        scheduler.RunUntilIdle();
        Assert.Equal(1, scheduler.TimerCount);
        scheduler.Kill(killed);
        Assert.Equal(0, scheduler.TimerCount);
        scheduler.Run();
        Assert.Equal((TaskEnd.Completed, TaskEnd.Killed), (ended.GetOutcome()!.Value.End, killed.GetOutcome()!.Value.End));
    }

    [Fact]
    public void SetTimer_MessageIsNotReceived_DoesNotHideDeadlock()
    {
        var scheduler = new Scheduler(new() { TimeProvider = time });
        scheduler.Spawn(async task =>
        {
            task.SetTimer("t", TimeSpan.FromDays(1), 1);
            await task.Receive<string>();
        });
        Assert.Throws<DeadlockException>(scheduler.Run);
        Assert.Equal(TimeSpan.FromDays(1), time.Elapsed);
    }

    [Fact]
    public void SetTimer_Misuse_IsRefused() => Run(async task =>
    {
        Assert.Throws<ArgumentNullException>(() => task.SetTimer(null!, TimeSpan.Zero, 1));
        Assert.Throws<ArgumentNullException>(() => task.SetTimer<string>("t", TimeSpan.Zero, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => task.SetTimer("t", TimeSpan.FromTicks(-1), 1));
        Assert.Throws<ArgumentNullException>(() => task.CancelTimer(null!));
        var other = await task.Spawn(async child =>
        {
            await child.Yield();
            Assert.Throws<InvalidOperationException>(() => task.SetTimer("t", TimeSpan.Zero, 1));
            Assert.Throws<InvalidOperationException>(() => task.CancelTimer("t"));
        });
        Assert.Null((await task.Wait(other)).Fault);

        var asked = await task.Spawn(async child =>
        {
            child.SetTimer("t", TimeSpan.Zero, 1);
            await child.Sleep(TimeSpan.FromSeconds(1));
            await child.Receive<int>(_ => child.CancelTimer("t"));
        });
        Assert.Contains(
            "filter", Assert.IsType<InvalidOperationException>((await task.Wait(asked)).Fault).Message, StringComparison.Ordinal);

        for (var i = 0; i < 1024; i++)
            task.SetTimer($"{i}", TimeSpan.FromDays(1), "a");
        Assert.Throws<BacklogFullException>(() => task.SetTimer("one more", TimeSpan.FromDays(1), "a"));
        Assert.True(task.CancelTimer("7"));
        task.SetTimer("one more", TimeSpan.FromDays(1), 1);
    });

    [Fact]
    public void SetTimer_Again_AllocatesNothing() => Run(async task =>
    {
        task.SetTimer("a", TimeSpan.FromHours(1), 1);
        task.SetTimer("b", TimeSpan.FromHours(1), 2);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(0, Allocated.By(() =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    task.SetTimer("a", TimeSpan.FromHours(1), i);
                    task.CancelTimer("b");
                    task.SetTimer("b", TimeSpan.FromHours(2), i);
                }
            }));
            await task.Sleep(TimeSpan.FromHours(3));
        }

        for (var i = 0; i < 2; i++)
            Assert.Equal(999, await task.Receive<int>());
    });

    [Fact]
    public void SetTimer_SendersWaitForRoom_MailboxDoesNotGrow()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = time, MailboxCapacity = 1 });
        var most = 0;
        var receiver = scheduler.Spawn(async task =>
        {
            for (var n = 0; n < 1000; n++)
            {
                task.SetTimer("tick", TimeSpan.Zero, "tick");
                await task.Sleep(TimeSpan.FromSeconds(1));
                most = Math.Max(most, scheduler.Snapshot().Single(row => row.Name == "receiver").Messages);
                await task.Receive<int>();
                await task.Receive<string>();
            }
        }, "receiver");
        for (var i = 0; i < 2; i++)
        {
            scheduler.Spawn(async sender =>
            {
                for (var n = 0; n < 500; n++)
                    await sender.Send(receiver, n);
            });
        }

        scheduler.RunUntilIdle();
        while (time.TryJump())
            scheduler.RunUntilIdle();
        receiver.GetOutcome()!.Value.ThrowIfNotCompleted();
        Assert.Equal(2, most);
    }

    private void Run(Func<TaskContext, Coroutine> main, int mailbox = 1024)
    {
        using var scheduler = new Scheduler(new() { TimeProvider = time, MailboxCapacity = mailbox });
        var id = scheduler.Spawn(main, "main");
        scheduler.RunUntilIdle();
        while (time.TryJump())
            scheduler.RunUntilIdle();
        id.GetOutcome()!.Value.ThrowIfNotCompleted();
        Assert.Equal(0, scheduler.TimerCount);
    }

    private void Note(object what) => log.Add($"{time.Elapsed:m\\:ss} {what}");
}
