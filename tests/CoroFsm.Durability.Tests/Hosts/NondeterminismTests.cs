namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Code that does not do the same for recorded inputs is found at its record; the machine parks, and continues with correct
/// code.</summary>
public sealed class NondeterminismTests
{
    private static int counter;

    private readonly TestBed<TestEvent> bed = new();

    public static TheoryData<string, string, string> Changes => new()
    {
        { "state", "record 2 (Event)", "Recorded state: Steps/Second; state now: Steps/Zweiter at" },
        { "clock", "record 2 (Event)", "Recorded state: Steps/Second" },
        { "random", "record 2 (Event)", "Recorded state: Steps/Second" },
        { "order", "record 3 (Event)", "recorded 'send to a', now 'send to b'" },
        { "effect", "record 4 (Event)", "recorded 'call work', now 'call play'" },
        { "no effect", "record 4 (Event)", "recorded 'call work', now 'none'" },
        { "timer name", "record 3 (Event)", "compare the timers" },
        { "timer time", "record 3 (Event)", "compare the timers" },
        { "timeout", "record 3 (Event)", "compare the timers" },
        { "no emit", "record 3 (Event)", "recorded 'emit String', now 'none'" },
        { "more emits", "record 2 (Event)", "recorded 'none', now 'emit String'" },
        { "ends", "record 2 (Event)", "" },
        { "throws", "record 2 (Event)", "FormatException: changed" },
        { "ignores", "record 3 (Event)", "the event is ignored now" },
        { "refuses", "record 3 (Event)", "the event is not accepted now" },
        { "defers", "record 3 (Event)", "" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Load_CodeHasChanged_ParksAtTheRecordAndGoesOnAfterTheFix(string change, string record, string difference)
    {
        bed.Open(static machine => Steps(machine, ""));
        bed.Send(new Say("1"));
        bed.Send(new Say("2"));
        bed.Send(new Say("3"));
        bed.Send(new Say("4"));
        Assert.Equal("Steps/Last", bed.State);
        var unmatched = change switch
        {
            "ignores" => Unmatched.Ignore,
            "defers" => Unmatched.Defer,
            _ => Unmatched.Throw,
        };
        bed.End();
        bed.Open(machine => Steps(machine, change), options => options with { Machine = new() { Unmatched = unmatched } });

        var info = bed.Info()!;
        Assert.Equal("Parked", info.State);
        Assert.Contains(record, info.ParkedReason, StringComparison.Ordinal);
        Assert.Contains(difference, info.ParkedReason, StringComparison.Ordinal);
        if (change is "state" or "order" or "timeout")
            Assert.Contains(nameof(NondeterminismTests) + ".cs", info.ParkedReason, StringComparison.Ordinal);
        bed.Refuses<MachineParkedException>(new Say("x"));
        bed.Crash(machine => Steps(machine, change));
        Assert.Equal("Parked", bed.State);

        bed.Wait(bed.Begin(async () => await bed.Journal.ParkAsync(new("TestEvent", "m"), reason: null)));
        bed.Crash(static machine => Steps(machine, ""));
        Assert.Equal("Steps/Last", bed.State);
        bed.Send(new Say("5"));
        Assert.Equal("Ended", bed.State);
    }

    private static async Coroutine Steps(Durable<TestEvent> machine, string change)
    {
        var inbox = machine.Inbox;
        await inbox.Receive<Say>("First");
        if (change == "ends")
            return;
        if (change == "throws")
            throw new FormatException("changed");
        if (change == "more emits")
            machine.Emit("more");
        var second = change switch
        {
            "state" => "Zweiter",
            "clock" => $"{DateTime.UtcNow.Ticks}",
            "random" => $"{Interlocked.Increment(ref counter)}",
            _ => "Second",
        };

        // Changes of how the second event is received: found at its record, although the state is the same.
        await (change switch
        {
            "ignores" or "refuses" or "defers" => inbox.Receive(static e => e is not Say { Text: "2" }, second),
            _ => inbox.Receive(static _ => true, second),
        });
        string[] targets = ["a", "b"];
        foreach (var target in change == "order" ? targets.Reverse() : targets)
            machine.SendTo(target, new Say("x"));
        if (change != "no emit")
            machine.Emit("emitted");
        inbox.SetTimer(change == "timer name" ? "u" : "t", TimeSpan.FromDays(change == "timer time" ? 2 : 1), new Tick("t"));
        await inbox.Receive<Say>(TimeSpan.FromDays(change == "timeout" ? 4 : 3), "Third");
        inbox.CancelTimer("t");
        if (change != "no effect")
            await machine.Call(change == "effect" ? "play" : "work", static _ => Task.FromResult(1), state: "Working");
        await inbox.Receive<Say>("Fourth");
        await inbox.Receive<Say>("Last");
    }
}
