using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines;

/// <summary>Timers of a machine arrive as events unless they are replaced or cancelled, or their state is exited.</summary>
public sealed partial class MachineTimerTests
{
    private readonly SimulatedTime time = new();
    private readonly List<string> log = [];

    [Fact]
    public void SetTimer_StateChangesMeanwhile_IsReceived()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(10), "ring");
            Note(await inbox.Receive("first"));
            Note(await inbox.Receive("second"));
        });
        machine.Send("a");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.EndsWith("/second", machine.State, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["0:00 a", "0:10 ring"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.False(time.TryJump());
    }

    [Fact]
    public void SetTimer_SameNameAgain_ReplacesTimeAndEvent()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(10), "first");
            inbox.SetTimer("other", TimeSpan.FromSeconds(12), "other");
            Note(await inbox.Receive());
            inbox.SetTimer("t", TimeSpan.FromSeconds(10), "second");
            await NoteAll(inbox);
        });
        time.Advance(TimeSpan.FromSeconds(5));
        machine.Send("a");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["0:05 a", "0:12 other", "0:15 second"], log);
    }

    [Fact]
    public void CancelTimer_Set_IsNeverReceived()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(10), "ring");
            Note(await inbox.Receive());
            log.Add($"{inbox.CancelTimer("t")} {inbox.CancelTimer("t")} {inbox.CancelTimer("never set")} {inbox.CancelStateTimer()}");
            await NoteAll(inbox);
        });
        machine.Send("a");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["0:00 a", "True False False False"], log);
    }

    [Fact]
    public void CancelTimer_DueAtTheSameTime_IsNeverReceived()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("b", TimeSpan.FromSeconds(10), "b");
            inbox.SetTimer("c", TimeSpan.FromSeconds(10), "c");
            inbox.SetTimer("a", TimeSpan.FromSeconds(9), "a");
            inbox.SetTimer("a", TimeSpan.FromSeconds(10), "a");
            Note(await inbox.Receive());
            inbox.CancelTimer("c");
            await NoteAll(inbox);
        });
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["0:10 b", "0:10 a"], log);
    }

    [Fact]
    public void SetTimer_ClockIsLate_ArrivesInOrderOfDueTime()
    {
        var late = new LateTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                inbox.SetTimer("a", TimeSpan.FromSeconds(4), "a");
                inbox.SetTimer("b", TimeSpan.FromSeconds(1), "b");
                var deadline = inbox.Deadline(TimeSpan.FromSeconds(2));
                for (var i = 0; i < 3; i++)
                    log.Add((await inbox.Receive(deadline)).Event ?? "time-out");
                log.Add(await inbox.Receive());
            },
            new() { TimeProvider = late });
        late.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(["b", "time-out", "time-out", "a"], log);
    }

    [Fact]
    public void SetStateTimer_StateIsLeft_IsNeverReceived()
    {
        using var machine = Start(Dialing);
        time.Advance(TimeSpan.FromSeconds(4));
        machine.Send("connected");
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["connected"], log);
        machine.Send("lost");
        time.Advance(TimeSpan.FromSeconds(4));
        machine.Send("busy");       // within the state and a substate of it
        machine.Send("free");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["connected", "lost", "busy", "free", "given up at 0:13"], log);

        async Coroutine Dialing(Inbox<string> inbox)
        {
            while (true)
            {
                if (!await Dial(inbox))
                    return;
                await Talk(inbox);
            }
        }

        async Coroutine<bool> Dial(Inbox<string> inbox)
        {
            inbox.SetStateTimer(TimeSpan.FromSeconds(5), "late");
            while (true)
            {
                switch (await inbox.Receive())
                {
                    case "late":
                        log.Add($"given up at {time.Elapsed:m\\:ss}");
                        return false;
                    case "connected":
                        log.Add("connected");
                        return true;
                    case "busy":
                        log.Add("busy");
                        log.Add(await inbox.Receive("busy"));
                        break;
                }
            }
        }

        async Coroutine Talk(Inbox<string> inbox) => log.Add(await inbox.Receive());
    }

    [Fact]
    public void SetTimer_ReceiveWithALimit_IsEndedByTheEvent()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(5), "ring");
            Note((await inbox.Receive(TimeSpan.FromSeconds(5))).Event ?? "time-out");
            await NoteAll(inbox);
        });
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["0:05 ring"], log);
    }

    [Fact]
    public void SetTimer_SubstateTimesOut_SuperstateReceivesEvent()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(5), "ring");
            await inbox.Within(TimeSpan.FromSeconds(5)).Run(NoteAll(inbox));
            log.Add("left");
            await NoteAll(inbox);
        });
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["left", "0:05 ring"], log);
    }

    [Fact]
    public void SetTimer_UnmatchedEvent_FollowsThePolicy()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("t", TimeSpan.FromSeconds(5), "ring");
            Note(await inbox.Expect("go"));
            await NoteAll(inbox);
        });
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send("go");
        Assert.Equal(["1:00 go"], log);
    }

    [Fact]
    public void SetTimer_UnderScheduler_ArrivesOnItsThreadAndLeavesNothing()
    {
        var scheduler = new Scheduler(new() { TimeProvider = time });
        scheduler.Spawn(async task =>
        {
            using var machine = Machine.Start<string>(
                async inbox =>
                {
                    inbox.SetTimer("a", TimeSpan.FromSeconds(3), "a");
                    inbox.SetTimer("z", TimeSpan.FromDays(3), "z");
                    await NoteAll(inbox);
                },
                new() { TimeProvider = scheduler.Clock });
            await task.Sleep(TimeSpan.FromMinutes(1));
        });
        scheduler.Run();
        Assert.Equal(["0:03 a"], log);
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void SetTimer_Misuse_IsRefused()
    {
        Inbox<string> leaked = default;
        using var machine = Start(async inbox =>
        {
            leaked = inbox;
            Assert.Throws<ArgumentNullException>(() => inbox.SetTimer(null!, TimeSpan.Zero, "a"));
            Assert.Throws<ArgumentOutOfRangeException>(() => inbox.SetTimer("a", TimeSpan.FromTicks(-1), "a"));
            for (var i = 0; i < 1024; i++)
                inbox.SetTimer($"{i}", TimeSpan.FromDays(1), "a");
            inbox.SetTimer("0", TimeSpan.FromDays(2), "a");
            Assert.Throws<BacklogFullException>(() => inbox.SetStateTimer(TimeSpan.FromDays(1), "a"));
            inbox.CancelTimer("1");
            inbox.SetStateTimer(TimeSpan.FromDays(1), "a");
            await NoteAll(inbox);
        });
        Assert.Throws<InvalidOperationException>(() => leaked.SetTimer("a", TimeSpan.Zero, "a"));
        Assert.Throws<InvalidOperationException>(() => leaked.CancelTimer("2"));
        var clockless = Assert.Throws<InvalidOperationException>(() => Machine.Start<string>(async inbox =>
        {
            inbox.SetTimer("a", TimeSpan.Zero, "a");
            await inbox.Receive();
        }));
        Assert.Contains("clock", clockless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetTimer_Again_AllocatesNothing()
    {
        using var machine = Start(async inbox =>
        {
            inbox.SetTimer("c", TimeSpan.FromHours(1), "c");
            for (var i = 0; i < 2; i++)
                await Settings(inbox);
            Assert.Equal(0, Allocated.By(() =>
            {
                for (var i = 0; i < 1000; i++)
                    Set(inbox);
            }));
            await inbox.Receive();
        });
        machine.Send("a");
        machine.Send("b");
        Assert.Null(machine.Fault);
        Assert.Equal(MachineStatus.Waiting, machine.Status);

        static async Coroutine Settings(Inbox<string> inbox)
        {
            Set(inbox);
            await inbox.Receive();
        }

        static void Set(Inbox<string> inbox)
        {
            inbox.SetTimer("a", TimeSpan.FromHours(1), "a");
            inbox.SetTimer("b", TimeSpan.FromHours(2), "b");
            inbox.CancelTimer("b");
            inbox.SetStateTimer(TimeSpan.FromHours(3), "state");
        }
    }

    private Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine, Unmatched unmatched = Unmatched.Throw)
    {
        return Machine.Start<string>(Main, new() { TimeProvider = time, Unmatched = unmatched });

        async Coroutine Main(Inbox<string> inbox) => await coroutine(inbox);
    }

    private async Coroutine NoteAll(Inbox<string> inbox)
    {
        while (true)
            Note(await inbox.Receive());
    }

    private void Note(string what) => log.Add($"{time.Elapsed:m\\:ss} {what}");
}
