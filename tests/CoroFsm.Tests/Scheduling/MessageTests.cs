namespace CoroFsm.Tests.Scheduling;

/// <summary>Messages: order, selection, timeouts and bounds.</summary>
[DefaultContext]
public sealed partial class MessageTests
{
    private readonly List<string> log = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Receive_SeveralMessages_TakesThemInOrder()
    {
        Run(async task =>
        {
            await task.Send(task.Self, 1);
            await task.Send(task.Self, 2);
            log.Add($"{await task.Receive<int>()} {await task.Receive<int>()}");
        });

        Assert.Equal(["1 2"], log);
    }

    [Fact]
    public void Receive_ByType_LeavesOthersInMailbox()
    {
        Run(async task =>
        {
            await task.Send(task.Self, "text");
            await task.Send(task.Self, 1);
            await task.Send(task.Self, new Version(1, 2));
            await task.Send(task.Self, "more");
            log.Add(
                $"{await task.Receive<int>()} {await task.Receive<Version>()} {await task.Receive<string>()} "
                    + $"{await task.Receive<IComparable>()}");
        });

        Assert.Equal(["1 1.2 text more"], log);
    }

    [Fact]
    public void Receive_ByFilter_TakesOldestAccepted()
    {
        Run(async task =>
        {
            await task.Spawn(async child =>
            {
                for (var i = 1; i <= 4; i++)
                {
                    await child.Send(task.Self, i);
                    await child.Yield();
                }
            });
            log.Add(
                $"{await task.Receive<int>(static i => i % 2 == 0)} {await task.Receive<int>(static i => i % 2 == 0)} "
                    + $"{await task.Receive<int>()} {await task.Receive<int>()}");
        });

        Assert.Equal(["2 4 1 3"], log);
    }

    [Fact]
    public void Receive_FilterThrows_FailsOnlyTheReceiver()
    {
        var sent = false;
        var scheduler = new Scheduler();
        var receiver = scheduler.Spawn(async task => log.Add($"{await task.Receive<int>(static i => 1 / i > 0)}"));
        scheduler.Spawn(async task =>
        {
            sent = await task.Send(receiver, 0);
            log.Add((await task.Wait(receiver)).End.ToString());
        });
        scheduler.Run();

        Assert.True(sent);
        Assert.Equal(["Faulted"], log);
    }

    [Fact]
    public void Receive_InTime_ReturnsMessageAndLeavesNoTimer()
    {
        var time = new Testing.SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        var receiver = scheduler.Spawn(async task =>
        {
            var first = await task.Receive<string>(TimeSpan.FromSeconds(10));
            log.Add($"{first.Event} after {time.Elapsed.TotalSeconds}");
            var second = await task.Receive<string>(TimeSpan.FromSeconds(10));
            log.Add($"timed out {second.TimedOut} after {time.Elapsed.TotalSeconds}");
            var third = await task.Receive<string>(static s => s.Length > 5, TimeSpan.FromSeconds(10));
            log.Add($"timed out {third.TimedOut} after {time.Elapsed.TotalSeconds}");
            log.Add(await task.Receive<string>());
        });
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(9));
            await task.Send(receiver, "hello");
            await task.Sleep(TimeSpan.FromSeconds(12));
            await task.Send(receiver, "short");
        });
        scheduler.Run();

        Assert.Equal(["hello after 9", "timed out True after 19", "timed out True after 29", "short"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void Receive_TimesOutWhileFilterRuns_ResumesOnce()
    {
        var time = new Testing.SimulatedTime();
        var scheduler = new Scheduler(new() { TimeProvider = time });
        var receiver = scheduler.Spawn(async task =>
        {
            log.Add($"timed out {(await task.Receive<string>(TimeSpan.FromSeconds(1))).TimedOut}");
            await task.Sleep(TimeSpan.FromSeconds(1));
            log.Add($"slept until {time.Elapsed.TotalSeconds}");
        });
        scheduler.Spawn(async task =>
        {
            await task.Send(receiver, 1);
            time.Advance(TimeSpan.FromSeconds(1));
        });
        scheduler.Run();

        Assert.Equal(["timed out True", "slept until 2"], log);
    }

    [Fact]
    public void Select_Several_ReturnsFirstAndAbandonsOthers()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new Testing.SimulatedTime() });
        var receiver = scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 3; i++)
            {
                var number = Trap.Receive<int>();
                var text = Trap.Receive<string>(static s => s.Length > 1);
                var late = Trap.Sleep(TimeSpan.FromMinutes(1));
                var first = await task.Select([number, text, late]);
                log.Add(first == number ? $"number {number.Result}" : first == text ? $"text {text.Result}" : "late");
            }
        });
        scheduler.Spawn(async task =>
        {
            await task.Send(receiver, "x");
            await task.Send(receiver, "yes");
            await task.Sleep(TimeSpan.FromSeconds(50));
            await task.Send(receiver, 7);
        });
        scheduler.Run();

        Assert.Equal(["text yes", "number 7", "late"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void Receive_TimesOutAsOtherMessageArrives_TimesOutOnce()
    {
        var (scheduler, time) = MakeSimulated();
        var receiver = scheduler.Spawn(async task =>
        {
            log.Add($"timed out {(await task.Receive<int>(TimeSpan.FromSeconds(10))).TimedOut}");
            await task.Sleep(TimeSpan.FromSeconds(5));
            log.Add($"after {time.Elapsed.TotalSeconds}");
        });
        scheduler.Spawn(async task =>
        {
            await task.Send(receiver, "of no interest");
            time.Advance(TimeSpan.FromSeconds(10));
        });
        scheduler.Spawn(static _ => Coroutine.Completed);       // its turn precedes the receiver's, and the timer fires after it
        scheduler.Run();

        Assert.Equal(["timed out True", "after 15"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void Receive_TimeoutDueBeforeReceivingTurn_ReturnsMessage()
    {
        var (scheduler, time) = MakeSimulated();
        var receiver = scheduler.Spawn(async task => log.Add($"{(await task.Receive<int>(TimeSpan.FromSeconds(10))).Event}"));
        scheduler.Spawn(async task =>
        {
            await task.Send(receiver, "of no interest");
            await task.Send(receiver, 7);
            time.Advance(TimeSpan.FromSeconds(10));
        });
        scheduler.Spawn(static _ => Coroutine.Completed);       // its turn precedes the receiver's, and the timer fires after it
        scheduler.Run();

        Assert.Equal(["7"], log);
    }

    [Fact]
    public void Select_AwaitAbandonedRepeatedly_LeavesNothingAtDotNetTask()
    {
        var (scheduler, _) = MakeSimulated();
        var source = new TaskCompletionSource();
        List<WeakReference> traps = [];
        scheduler.Spawn(async task =>
        {
            for (var i = 0; i < 100; i++)
                await Wait(task);
        });
        scheduler.Run();
        GC.Collect();

        Assert.InRange(traps.Count(static t => t.IsAlive), 0, 10);
        source.SetResult();

        async Coroutine Wait(TaskContext task) => await task.Select(MakeTraps());

        Trap[] MakeTraps()
        {
            var trap = Trap.Await(source.Task);
            traps.Add(new(trap));
            return [trap, Trap.Sleep(TimeSpan.FromSeconds(1))];
        }
    }

    [Fact]
    public void Select_UncancellableTrap_ThrowsAtTheWait()
    {
        var (scheduler, _) = MakeSimulated();
        var id = scheduler.Spawn(
            task => task.Select([Trap.Sleep(TimeSpan.FromSeconds(1)), new Sticky(), Trap.Sleep(TimeSpan.FromSeconds(9))]).AsCoroutine());
        scheduler.Spawn(async task => log.Add($"{await task.Wait(id)}"));
        scheduler.Run();

        Assert.Equal(["Faulted: sticky"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    private static (Scheduler Scheduler, Testing.SimulatedTime Time) MakeSimulated(int capacity = 1024)
    {
        var time = new Testing.SimulatedTime();
        return (new(new() { TimeProvider = time, MailboxCapacity = capacity }), time);
    }

    private static void Run(Func<TaskContext, Coroutine> main)
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(main);
        scheduler.Run();
    }

    private sealed class Sticky : Trap<int>
    {
        protected override void Begin()
        {
        }

        protected override void Cancel() => throw new InvalidDataException("sticky");
    }
}
