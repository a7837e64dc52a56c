using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Messages leave after the commit, in the order of their machine, at least once, and never at replay.</summary>
public sealed class OutboxTests
{
    private readonly TestBed<TestEvent> bed = new();
    private TaskCompletionSource gate = new();

    private string[] Contents => [.. bed.Messages.Select(static message => message.Split(": ", 2)[1])];

    [Fact]
    public void Emit_BeforeCommit_IsNotDelivered()
    {
        bed.Open(Echo);
        _ = bed.BeginSend(new Say("a"));
        bed.PumpWithoutCommit();
        Assert.Empty(bed.Messages);
        bed.Pump();
        Assert.Equal(["TestEvent/m/2/0: a1", "TestEvent/m/2/1: a2"], bed.Messages);
        Assert.Equal(0, bed.Storage.MessageCount);
    }

    [Fact]
    public void Emit_AtReplay_IsNotDeliveredAgain()
    {
        bed.Open(Echo);
        bed.Send(new Say("a"));
        bed.Crash();
        bed.Send(new Say("b"));
        Assert.Equal(["a1", "a2", "b1", "b2"], Contents);
    }

    [Fact]
    public void Emit_ProcessEndsBeforeDelivery_IsDeliveredByTheNextInOrder()
    {
        bed.Open(Echo, Blocked);
        bed.Send(new Say("a"));
        bed.Send(new Say("b"));
        Assert.Empty(bed.Messages);
        bed.End();
        gate.SetResult();
        bed.Open(Echo);
        bed.Send(new Say("c"));
        Assert.Equal(["a1", "a2", "b1", "b2", "c1", "c2"], Contents);
        Assert.Equal(0, bed.Storage.MessageCount);
    }

    [Fact]
    public void Emit_TimerIsOverdueAtStart_OlderMessagesLeaveFirst()
    {
        bed.Open(Late, Blocked);
        bed.Send(new Say("old"));
        bed.End();
        bed.Time.Advance(TimeSpan.FromDays(1));
        gate.SetResult();
        bed.Open(Late);
        Assert.Equal(["old", "new"], Contents);

        static async Coroutine Late(Durable<TestEvent> machine)
        {
            machine.Emit((await machine.Inbox.Receive<Say>()).Text);
            await machine.Inbox.Receive<Finish>(TimeSpan.FromHours(1));
            machine.Emit("new");
            await machine.Inbox.Receive();
        }
    }

    [Fact]
    public void Emit_MoreThanFitInMemory_AllAreDeliveredInOrder()
    {
        bed.Open(Echo, options => Blocked(options) with { MaxUndelivered = 4 });
        for (var i = 0; i < 10; i++)
            bed.Send(new Say($"{i}."), key: $"{i % 2}");
        gate.SetResult();
        bed.Pump();
        for (var key = 0; key < 2; key++)
        {
            Assert.Equal(
                Enumerable.Range(0, 10).Where(i => i % 2 == key).SelectMany(static i => (string[])[$"{i}.1", $"{i}.2"]),
                bed.Messages.Where(m => m.StartsWith($"TestEvent/{key}/", StringComparison.Ordinal)).Select(static m => m.Split(": ")[1]));
        }

        Assert.Equal(0, bed.Storage.MessageCount);
    }

    [Fact]
    public void Emit_OverflowIsReadWhenAReadFails_IsReadAgain()
    {
        bed.Open(Echo, options => Blocked(options) with { MaxUndelivered = 2 });
        bed.Send(new Say("a"));
        bed.Send(new Say("b"));
        bed.Journal.InjectReadFault();
        gate.SetResult();
        bed.Pump();
        bed.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["a1", "a2", "b1", "b2"], Contents);
    }

    [Fact]
    public void Emit_DeliveryFails_IsTriedAgainWithTheSameIdentifier()
    {
        var failures = 3;
        bed.Open(Echo, options => options with
        {
            OnMessage = (message, cancellationToken) => failures-- > 0
                ? throw new HttpRequestException("down")
                : options.OnMessage!(message, cancellationToken),
        });
        bed.Send(new Say("a"));
        Assert.Empty(bed.Messages);
        for (var i = 0; i < 10; i++)
            bed.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["TestEvent/m/2/0: a1", "TestEvent/m/2/1: a2"], bed.Messages);
    }

    [Fact]
    public void Emit_TurnIsStoredAlthoughTheJournalIsUnsure_IsDeliveredByThisHostInOrder()
    {
        bed.Open(Echo);
        bed.Send(new Say("a"), "a");
        bed.Journal.InjectFault(CommitFault.UnsureStored);
        Assert.ThrowsAny<Exception>(() => bed.Send(new Say("b"), "b"));
        bed.Send(new Say("b"), "b");
        bed.Send(new Say("c"), "c");
        bed.Pump();
        Assert.Equal(["a1", "a2", "b1", "b2", "c1", "c2"], Contents);
    }

    [Fact]
    public void Emit_HostDeliversNothing_ThrowsInTheCoroutine()
    {
        bed.Open(Echo, static options => options with { OnMessage = null });
        Assert.Contains("OnMessage", bed.Refuses<InvalidOperationException>(new Say("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SendTo_AnotherMachine_StartsItAndIsReceivedOnce()
    {
        bed.Open(Relay);
        bed.Send(new Say("b>c>hello"), key: "a");
        Assert.Equal(["TestEvent/c/2/0: hello"], bed.Messages);
        Assert.Equal(["1 Started", "2 Event TestEvent/a/2/0"], bed.Records("b"));
        bed.Crash();
        Assert.Single(bed.Messages);
    }

    [Fact]
    public void SendTo_RemovalIsNotStored_IsSentAgainAndReceivedOnce()
    {
        bed.Open(Relay);
        _ = bed.BeginSend(new Say("b>hello"), key: "a");
        bed.PumpWithoutCommit();
        bed.Commit();               // a's turn
        bed.PumpWithoutCommit();
        bed.Commit();               // b's turn: the removal of a's message is queued now
        bed.PumpWithoutCommit();
        Assert.Equal(2, bed.Storage.MessageCount);
        bed.Crash();
        Assert.Equal(["1 Started", "2 Event TestEvent/a/2/0"], bed.Records("b"));
        Assert.Equal(["hello"], Contents.Distinct());
    }

    [Fact]
    public void SendTo_ReceiverRefuses_IsNotSentAgainAndTheNextLeaves()
    {
        bed.Open(Relay);
        bed.Send(new Say("b>refuse"), key: "a");
        bed.Send(new Say("c>x"), key: "a");
        bed.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["x"], Contents);
        Assert.Equal(0, bed.Storage.MessageCount);
    }

    [Fact]
    public void SendTo_ReceiverEndsInATurnThatIsNotStored_IsNotLost()
    {
        bed.Open(Relay);
        bed.Send(new Say("warm"), key: "b");
        bed.Journal.InjectFault(CommitFault.None);
        bed.Journal.InjectFault(CommitFault.NotStored);
        _ = bed.BeginSend(new Say("b>hello"), key: "a");
        bed.PumpWithoutCommit();
        bed.Commit();
        var end = bed.BeginSend(new Finish(), key: "b");
        bed.PumpWithoutCommit();
        bed.Pump();
        Assert.ThrowsAny<Exception>(() => bed.Wait(end));
        bed.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("hello", Contents);
    }

    private static async Coroutine Echo(Durable<TestEvent> machine)
    {
        while (true)
        {
            var text = (await machine.Inbox.Receive<Say>()).Text;
            machine.Emit(text + "1");
            machine.Emit(text + "2");
        }
    }

    private static async Coroutine Relay(Durable<TestEvent> machine)
    {
        while (await machine.Inbox.Receive(static e => e is Say { Text: not "refuse" } or Finish) is Say say)
        {
            if (say.Text.Split('>', 2) is [var next, var rest])
                machine.SendTo(next, new Say(rest));
            else
                machine.Emit(say.Text);
        }
    }

    private DurableOptions Blocked(DurableOptions options) => options with
    {
        OnMessage = async (message, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            await options.OnMessage!(message, cancellationToken);
        },
    };
}
