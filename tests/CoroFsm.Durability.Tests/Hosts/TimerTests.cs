using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Timers survive, never fire early, and are never lost.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly TestBed<TestEvent> bed = new();

    public static TheoryData<string> Kinds => ["SetTimer", "Receive", "Within", "SetStateTimer", "Deadline"];

    private string[] Contents => [.. bed.Messages.Select(static message => message.Split(": ")[1])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Timer_ProcessEndsBefore_FiresAtItsTimeInTheNextProcess(string kind)
    {
        bed.Open(Waits(kind));
        bed.Send(new Other());
        bed.Advance(Day / 2);
        bed.End();
        bed.Time.Advance(Day / 4);
        bed.Open(Waits(kind));
        bed.Advance((Day / 4) - Moment);
        Assert.EndsWith("/Waiting", bed.State, StringComparison.Ordinal);
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
        bed.Advance(Moment * 2);
        Assert.Equal(["due 1"], Contents);
        Assert.Equal(["1 Started", "2 Event", "3 Timer"], bed.Records()[..3]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Timer_OverdueAtStart_FiresBeforeNewEvents(string kind)
    {
        bed.Open(Waits(kind));
        bed.Send(new Other());
        bed.End();
        bed.Time.Advance(Day * 3);
        bed.Open(Waits(kind));
        Assert.Equal(["due 3"], Contents);
        bed.Crash();
        Assert.Equal("Waiting/After", bed.State);
        Assert.Single(bed.Messages);
    }

    [Fact]
    public void Timer_OverdueWhileTheAlarmHasNotRung_FiresBeforeTheEvent()
    {
        bed.Open(Waits("Receive"));
        bed.Send(new Other());
        bed.Time.Advance(Day);      // the alarm rings a millisecond later
        bed.Send(new Say("x"));
        Assert.Equal(["1 Started", "2 Event", "3 Timer", "4 Event", "5 Ended"], bed.Records());
    }

    [Fact]
    public void Timers_SeveralOverdue_FireInDueOrder()
    {
        bed.Open(Several);
        bed.Send(new Other());
        bed.End();
        bed.Time.Advance(Day * 9);
        bed.Open(Several);
        Assert.Equal(["a", "b", "c"], Contents);

        static async Coroutine Several(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            machine.Inbox.SetTimer("c", Day * 3, new Tick("c"));
            machine.Inbox.SetTimer("a", Day, new Tick("a"));
            machine.Inbox.SetTimer("b", Day * 2, new Tick("b"));
            while (true)
                machine.Emit((await machine.Inbox.Receive<Tick>()).Name);
        }
    }

    [Fact]
    public void Timer_MovedByEachEvent_WakesInVainWithoutARecord()
    {
        bed.Open(Idle);
        bed.Send(new Other());
        for (var i = 0; i < 5; i++)
        {
            bed.Advance(Day / 2);
            bed.Send(new Other());
        }

        Assert.Equal(7, bed.Records().Length);
        bed.Advance(Day - Moment);
        Assert.Equal(7, bed.Records().Length);
        bed.Advance(Moment * 2);
        Assert.Equal(["idle"], Contents);

        static async Coroutine Idle(Durable<TestEvent> machine)
        {
            while (!(await machine.Inbox.Receive<Other>(Day)).TimedOut)
            {
            }

            machine.Emit("idle");
        }
    }

    [Fact]
    public void Timer_Cancelled_DoesNotFireAfterRestart()
    {
        bed.Open(Cancels);
        bed.Send(new Other());
        bed.Send(new Say("cancel"));
        bed.Crash();
        bed.Advance(Day * 2);
        Assert.Equal(["1 Started", "2 Event", "3 Event"], bed.Records());

        static async Coroutine Cancels(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            machine.Inbox.SetTimer("t", Day, new Tick("t"));
            await machine.Inbox.Receive<Say>();
            machine.Inbox.CancelTimer("t");
            await machine.Inbox.Receive<Tick>();
        }
    }

    [Theory]
    [InlineData(CommitFault.NotStored)]
    [InlineData(CommitFault.UnsureNotStored)]
    [InlineData(CommitFault.UnsureStored)]
    [InlineData(CommitFault.Conflict)]
    public void Timer_CommitOfItsTurnFails_FiresAgainWithoutAnEvent(CommitFault fault)
    {
        bed.Open(Waits("Receive"));
        bed.Send(new Other());
        bed.Journal.InjectFault(fault);
        bed.Advance(Day + Moment);
        bed.Advance(Moment * 10);
        Assert.Equal(["due 1"], Contents);
        Assert.Equal("Waiting/After", bed.State);
    }

    [Fact]
    public void Timer_ReadFailsWhenItIsDue_FiresLater()
    {
        bed.Open(Waits("Receive"), static options => options with { PassivateAfter = Moment });
        bed.Send(new Other());
        bed.Advance(Moment * 3);
        Assert.Equal(0, bed.Host.ResidentCount);
        bed.Journal.InjectReadFault();
        bed.Advance(Day);
        bed.Advance(Moment * 10);
        Assert.Equal(["due 1"], Contents);
    }

    [Fact]
    public void Timer_SetForZeroInALoop_Ends()
    {
        bed.Open(Spins);
        bed.Send(new Other());
        Assert.Equal(2 + 2500 + 1, bed.Records().Length);

        static async Coroutine Spins(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            for (var i = 0; i < 2500; i++)
                await machine.Inbox.Receive<Finish>(TimeSpan.Zero);
        }
    }

    [Fact]
    public void UtcNow_AtReplay_IsThatOfTheRecord()
    {
        bed.Open(Times);
        bed.Send(new Other());
        bed.Advance(Day);
        bed.Send(new Other());
        var live = bed.State;
        bed.End();
        bed.Time.Advance(Day);
        bed.Open(Times);
        Assert.Equal(live, bed.State);
        Assert.Contains("2000-01-01", live, StringComparison.Ordinal);
        Assert.Contains("2000-01-02", live, StringComparison.Ordinal);

        static async Coroutine Times(Durable<TestEvent> machine)
        {
            for (var name = "at"; ; name += $" {machine.UtcNow:yyyy-MM-dd}")
                await machine.Inbox.Receive(name);
        }
    }

    private static Func<Durable<TestEvent>, Coroutine> Waits(string kind) => machine => Waiting(machine, kind);

    private static async Coroutine Waiting(Durable<TestEvent> machine, string kind)
    {
        var inbox = machine.Inbox;
        await inbox.Receive<Other>("Before");
        var start = machine.UtcNow;
        switch (kind)
        {
            case "SetTimer":
                inbox.SetTimer("t", Day, new Tick("t"));
                await inbox.Receive<Tick>("Waiting");
                break;
            case "SetStateTimer":
                inbox.SetStateTimer(Day, new Tick("s"));
                await inbox.Receive<Tick>("Waiting");
                break;
            case "Receive":
                await inbox.Receive<Finish>(Day, "Waiting");
                break;
            case "Deadline":
                await inbox.Receive<Finish>(inbox.Deadline(Day), "Waiting");
                break;
            default:
                await inbox.Within(Day).Run(Inside(inbox));
                break;
        }

        machine.Emit($"due {(machine.UtcNow - start).Days}");
        await inbox.Receive("After");

        static async Coroutine Inside(Inbox<TestEvent> inbox) => await inbox.Receive<Finish>("Waiting");
    }
}
