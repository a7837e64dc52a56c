using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Restarts, arguments, patches and versions.</summary>
public sealed class RestartTests
{
    private readonly TestBed<TestEvent> bed = new();
    private readonly List<string> calls = [];

    private string[] Contents => [.. bed.Messages.Select(static message => message.Split(": ", 2)[1])];

    [Fact]
    public void Restart_RemovesTheHistoryAndKeepsTheData()
    {
        bed.Open(Counts);
        for (var i = 1; i <= 7; i++)
            bed.Send(new Other(i));
        Assert.Equal(["9 Checkpoint", "10 Event"], bed.Records());
        bed.Crash();
        Assert.Equal("Counts/sum 28", bed.State);
    }

    [Fact]
    public void Restart_MessageIdentifiers_AreKept()
    {
        bed.Open(Counts);
        foreach (var id in (string[])["1", "2", "3"])
            bed.Send(new Other(1), id);
        Assert.Equal(["5 Checkpoint"], bed.Records());
        bed.Crash();
        foreach (var id in (string[])["1", "2", "3"])
            Assert.Equal(new SendReceipt(int.Parse(id, null) + 1, IsDuplicate: true), bed.Send(new Other(1), id));
        Assert.Equal("Counts/sum 3", bed.State);
    }

    [Fact]
    public void Restart_CommitFails_MachineIsTheOldOne()
    {
        bed.Open(Counts);
        bed.Send(new Other(1), "1");
        bed.Send(new Other(1), "2");
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.Throws<JournalException>(() => bed.Send(new Other(1), "3"));
        Assert.Equal("Counts/sum 2", bed.State);
        Assert.False(bed.Send(new Other(1), "3").IsDuplicate);
        Assert.Equal("Counts/sum 3", bed.State);
    }

    [Fact]
    public void Restart_EffectsAndTimersAndPatchesOfTheNewLife_Survive()
    {
        bed.Open(Lives);
        bed.Send(new Other());
        Assert.Equal(["3 Checkpoint"], bed.Records());
        Assert.Equal(["TestEvent/m/3.0"], calls);
        bed.Crash();
        Assert.Equal(["TestEvent/m/3.0", "TestEvent/m/3.0"], calls);
        Assert.Equal(["work"], bed.Info()!.PendingEffects);
        bed.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["last words", "patched True"], Contents);
        bed.Crash();
        Assert.Equal("Lives/After", bed.State);

        async Coroutine Lives(Durable<TestEvent> machine)
        {
            if (machine.Argument<string>() is null)
            {
                await machine.Inbox.Receive<Other>();
                machine.Emit("last words");
                machine.Restart("second");
                return;
            }

            var isPatched = machine.Has("p");
            machine.Inbox.SetTimer("t", TimeSpan.FromHours(1), new Tick("t"));
            machine.Start("work", Work, static text => new Say(text));
            await machine.Inbox.Receive<Tick>("Waits");
            machine.Emit($"patched {isPatched}");
            await machine.Inbox.Receive("After");
        }
    }

    [Fact]
    public void Restart_TwiceWithoutAWait_ParksTheMachine()
    {
        bed.Open(Spins);
        var fault = bed.Refuses<InvalidOperationException>(new Other());
        Assert.Contains("Wait for an event first", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Parked", bed.State);
        Assert.Equal(["1 Started"], bed.Records());

        static async Coroutine Spins(Durable<TestEvent> machine)
        {
            if (machine.Argument<string>() is null)
                await machine.Inbox.Receive();
            machine.Restart("again");
        }
    }

    [Fact]
    public void Restart_ThenEndsAtOnce_Ends()
    {
        bed.Open(Once);
        bed.Send(new Other(), "1");
        Assert.Equal(["3 Checkpoint", "4 Ended"], bed.Records());
        bed.Crash();
        Assert.Equal("Ended", bed.State);
        Assert.True(bed.Send(new Other(), "1").IsDuplicate);

        static async Coroutine Once(Durable<TestEvent> machine)
        {
            if (machine.Argument<string>() is not null)
                return;
            await machine.Inbox.Receive();
            machine.Restart("last");
        }
    }

    [Fact]
    public void StartAsync_Argument_IsThatAtReplayToo()
    {
        bed.Open(Named);
        Assert.True(bed.Call(static host => host.StartAsync("m", "Jane")));
        Assert.False(bed.Call(static host => host.StartAsync("m", "Joe")));
        Assert.Equal("Named/Jane", bed.State);
        bed.Crash();
        Assert.False(bed.Call(static host => host.StartAsync("m", "Joe")));
        Assert.Equal("Named/Jane", bed.State);
    }

    [Fact]
    public void StartAsync_CommitFails_Throws()
    {
        bed.Open(Named);
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.Throws<JournalException>(() => bed.Call(static host => host.StartAsync("m", "Jane")));
        Assert.True(bed.Call(static host => host.StartAsync("m", "Joe")));
        Assert.Equal("Named/Joe", bed.State);
    }

    [Fact]
    public void StartAsync_CoroutineThrows_StoresNothing()
    {
        bed.Open(static machine => throw new FormatException(machine.Argument<string>()));
        Assert.Equal("Jane", Assert.Throws<FormatException>(() => bed.Call(static host => host.StartAsync("m", "Jane"))).Message);
        Assert.Empty(bed.Records());
        Assert.Null(bed.Info());
        Assert.Throws<FormatException>(() => bed.Send(new Other()));
    }

    [Fact]
    public void Has_MachineThatPassedThePoint_GoesOnWithTheOldCode()
    {
        bed.Open(static machine => Checks(machine, isNew: false));
        bed.Send(new Other(), key: "old");
        bed.End();
        bed.Open(static machine => Checks(machine, isNew: true));
        bed.Send(new Other(), key: "new");
        Assert.Equal(["1 Started", "2 Patch", "3 Event"], bed.Records("new"));
        bed.Send(new Say("x"), key: "old");
        bed.Send(new Say("x"), key: "new");
        bed.Crash();
        bed.Send(new Finish(), key: "old");
        bed.Send(new Finish(), key: "new");
        Assert.Equal(["check", "old", "new"], Contents);

        static async Coroutine Checks(Durable<TestEvent> machine, bool isNew)
        {
            await machine.Inbox.Receive<Other>();
            var checks = isNew && machine.Has("check");
            await machine.Inbox.Receive<Say>(checks ? "Checking" : "Going");
            if (checks)
                machine.Emit("check");
            await machine.Inbox.Receive<Finish>();
            machine.Emit(machine.Key);
        }
    }

    [Fact]
    public void Has_FirstAskedByAQuery_IsNotRemembered()
    {
        bed.Open(Asks);
        bed.Send(new Other());
        Assert.Throws<InvalidOperationException>(
            () => bed.Call(static host => host.QueryAsync<string>("m", static reply => new Question(reply))));
        bed.Send(new Say("x"));
        var state = bed.State;
        bed.Crash();
        Assert.Equal(state, bed.State);

        static async Coroutine Asks(Durable<TestEvent> machine)
        {
            using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply($"{machine.Has("p")}"));
            await machine.Inbox.Receive<Other>();
            await machine.Inbox.Receive<Say>();
            await machine.Inbox.Receive($"{machine.Has("p")}");
        }
    }

    [Fact]
    public void WithVersion_MachinesOfSeveral_KeepTheirOwn()
    {
        bed.Open(new DurableProgram<TestEvent>(First));
        bed.Send(new Other(), key: "a");
        bed.End();
        bed.Open(new DurableProgram<TestEvent>(First).WithVersion(2, Second));
        bed.Send(new Other(), key: "b");
        bed.Send(new Other(), key: "a");
        bed.Crash();
        Assert.Equal(("First/2", 1), (bed.Info("a")!.State, bed.Info("a")!.Version));
        Assert.Equal(("Second/1", 2), (bed.Info("b")!.State, bed.Info("b")!.Version));
        bed.Send(new Finish(), key: "a");
        Assert.Equal(("Second/0", 2), (bed.Info("a")!.State, bed.Info("a")!.Version));
        bed.End();
        bed.Open(new DurableProgram<TestEvent>(Second, version: 2));
        Assert.Equal(2, bed.Info("a")!.Version);

        static async Coroutine First(Durable<TestEvent> machine)
        {
            for (var count = 0; await machine.Inbox.Receive($"{count}") is Other; count++)
            {
            }

            machine.Restart("new life");
        }

        static async Coroutine Second(Durable<TestEvent> machine)
        {
            for (var count = 0; ; count++)
                await machine.Inbox.Receive($"{count}");
        }
    }

    [Fact]
    public void WithVersion_VersionIsMissing_ParksTheMachineAndNamesIt()
    {
        bed.Open(new DurableProgram<TestEvent>(Named, version: 3));
        bed.Send(new Other());
        bed.End();
        bed.Open(new DurableProgram<TestEvent>(Named));
        Assert.Contains("version 3", bed.Info()!.ParkedReason, StringComparison.Ordinal);
    }

    private static async Coroutine Counts(Durable<TestEvent> machine)
    {
        var sum = machine.Argument<int>();
        for (var i = 0; i < 3; i++)
            sum += (await machine.Inbox.Receive<Other>($"sum {sum}")).Number;
        machine.Restart(sum);
    }

    private static async Coroutine Named(Durable<TestEvent> machine)
    {
        while (true)
            await machine.Inbox.Receive(machine.Argument<string>() ?? "none");
    }

    private Task<string> Work(EffectContext context)
    {
        calls.Add(context.Id);
        return new TaskCompletionSource<string>().Task;
    }
}
