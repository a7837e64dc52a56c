namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Two hosts on one storage write one history for each machine.</summary>
public sealed class SharedJournalTests
{
    private readonly TestBed<TestEvent> a = new() { IsShared = true };
    private readonly TestBed<TestEvent> b;

    public SharedJournalTests()
    {
        b = new() { IsShared = true, Storage = a.Storage, Time = a.Time };
        a.Open(Collect);
        b.Open(Collect);
    }

    [Fact]
    public void SendAsync_InTurns_IsOneHistory()
    {
        for (var i = 0; i < 6; i++)
            (i % 2 == 0 ? a : b).Send(new Say($"{i}"), $"{i}");
        Assert.Equal("012345", Ask(b));
        Assert.Equal(7, a.Records().Length);
        for (var i = 0; i < 6; i++)
            Assert.True((i % 2 == 0 ? b : a).Send(new Say($"{i}"), $"{i}").IsDuplicate);
        Assert.Equal(7, a.Records().Length);
    }

    [Fact]
    public void SendAsync_AtTheSameTime_BothAreStored()
    {
        a.Send(new Say("0"));
        b.Send(new Say("1"));
        a.Send(new Say("2"));
        var (first, second) = (a.BeginSend(new Say("3")), b.BeginSend(new Say("4")));
        a.PumpWithoutCommit();
        b.PumpWithoutCommit();
        Assert.Equal(5, a.Wait(first).Sequence);
        Assert.Equal(6, b.Wait(second).Sequence);
        Assert.Equal("01234", Ask(b));
    }

    [Fact]
    public void SendAsync_BothStartTheMachine_OneDoes()
    {
        var (first, second) = (a.BeginSend(new Say("a")), b.BeginSend(new Say("b")));
        a.PumpWithoutCommit();
        b.PumpWithoutCommit();
        a.Wait(first);
        b.Wait(second);
        Assert.Equal(["1 Started", "2 Event", "3 Event"], a.Records());
        var (third, fourth) = (a.Begin(() => a.Host.StartAsync("n", 1)), b.Begin(() => b.Host.StartAsync("n", 2)));
        a.PumpWithoutCommit();
        b.PumpWithoutCommit();
        Assert.True(a.Wait(third));
        Assert.False(b.Wait(fourth));
    }

    [Fact]
    public void SendAsync_OutdatedMachineWouldRefuse_IsLoadedAgain()
    {
        a.Send(new Say("a"));
        b.Send(new Other());
        Assert.Equal(4, a.Send(new Tick("t")).Sequence);
        Assert.Equal("Collect/Second", a.State);
        a.Refuses<UnexpectedEventException>(new Other());
    }

    [Fact]
    public void AskAsync_OutdatedMachine_IsAskedAgain()
    {
        a.Send(new Say("a"));
        b.Send(new Say("b"));
        Assert.Equal("ab", a.Call(static host => host.AskAsync<string>("m", static reply => new Question(reply))));
    }

    [Fact]
    public void Parked_ReleasedByAnotherHost_TakesEvents()
    {
        a.Send(new Say("a"));
        a.Refuses<FormatException>(new Finish());
        a.Refuses<MachineParkedException>(new Say("x"));
        b.Wait(b.Begin(async () => await b.Journal.ParkAsync(new("TestEvent", "m"), reason: null)));
        a.Send(new Say("b"));
        Assert.Equal("ab", Ask(a));
    }

    private static string Ask(TestBed<TestEvent> bed) =>
        bed.Call(static host => host.QueryAsync<string>("m", static reply => new Question(reply)));

    private static async Coroutine Collect(Durable<TestEvent> machine)
    {
        var text = "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(text));
        while (await machine.Inbox.Receive(static e => e is Say or Other or Finish, "First") is { } received and not Other)
            text += received is Say say ? say.Text : throw new FormatException();
        await machine.Inbox.Receive<Tick>("Second");
        await machine.Inbox.Receive<Tick>("Second");
    }
}
