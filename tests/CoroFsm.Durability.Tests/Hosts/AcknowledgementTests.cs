using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>A sender is answered when what the answer follows from is stored, and not before.</summary>
public sealed class AcknowledgementTests
{
    private readonly TestBed<TestEvent> bed = new();

    [Fact]
    public void SendAsync_BeforeCommit_IsNotAcknowledged()
    {
        bed.Open(Collect);
        var sent = bed.BeginSend(new Say("a"));
        bed.PumpWithoutCommit();
        Assert.False(sent.IsCompleted);
        Assert.Empty(bed.Records());
        bed.Pump();
        Assert.Equal(new SendReceipt(2, IsDuplicate: false), bed.Wait(sent));
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
    }

    [Fact]
    public void SendAsync_DuplicateInFlight_WaitsForTheCommitAndIsHandledOnce()
    {
        bed.Open(Collect);
        var first = bed.BeginSend(new Say("a"), "1");
        var second = bed.BeginSend(new Say("a"), "1");
        bed.PumpWithoutCommit();
        Assert.False(second.IsCompleted);
        bed.Pump();
        Assert.Equal(new SendReceipt(2, IsDuplicate: false), bed.Wait(first));
        Assert.Equal(new SendReceipt(2, IsDuplicate: true), bed.Wait(second));
        Assert.Equal("a", Ask());
    }

    [Fact]
    public void SendAsync_DuplicateAfterRestart_HasTheSameReceipt()
    {
        bed.Open(Collect);
        var first = bed.Send(new Say("a"), "1");
        bed.Crash();
        Assert.Equal(first with { IsDuplicate = true }, bed.Send(new Say("a"), "1"));
        Assert.Equal("a", Ask());
    }

    [Fact]
    public void SendAsync_DuplicateOfTheLastEvent_HasTheSameReceiptAfterRestart()
    {
        bed.Open(Collect);
        var last = bed.Send(new Finish(), "end");
        Assert.Equal(["1 Started", "2 Event end", "3 Ended"], bed.Records());
        Assert.Equal(last with { IsDuplicate = true }, bed.Send(new Finish(), "end"));
        bed.Crash();
        Assert.Equal(last with { IsDuplicate = true }, bed.Send(new Finish(), "end"));
        Assert.Equal("Ended", bed.State);
    }

    [Fact]
    public void SendAsync_MoreMessagesThanTheWindow_ForgetsTheOldest()
    {
        bed.Open(Collect, static options => options with { MaxMessageIds = 2 });
        foreach (var id in (string[])["1", "2", "3"])
            bed.Send(new Say(id), id);
        Assert.True(bed.Send(new Say("2"), "2").IsDuplicate);
        Assert.False(bed.Send(new Say("1"), "1").IsDuplicate);
        bed.Crash();
        Assert.True(bed.Send(new Say("3"), "3").IsDuplicate);
        Assert.True(bed.Send(new Say("1"), "1").IsDuplicate);
        Assert.False(bed.Send(new Say("2"), "2").IsDuplicate);
        Assert.Equal("12312", Ask());
    }

    [Fact]
    public void SendAsync_RefusedEvent_WritesNothing()
    {
        bed.Open(Collect);
        bed.Send(new Say("a"));
        Assert.Contains("Other", bed.Refuses<UnexpectedEventException>(new Other(), "x").Message, StringComparison.Ordinal);
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
        bed.Crash();
        Assert.Equal("a", Ask());
    }

    [Fact]
    public void SendAsync_IgnoredEvent_WritesNothingAndSaysSo()
    {
        bed.Open(Collect, static options => options with { Machine = new() { Unmatched = Unmatched.Ignore } });
        Assert.Equal(default, bed.Send(new Other()));
        Assert.Equal(["1 Started"], bed.Records());
    }

    [Fact]
    public void SendAsync_DeferredEvent_IsStoredAndReceivedAfterRestart()
    {
        bed.Open(Defers, static options => options with { Machine = new() { Unmatched = Unmatched.Defer } });
        bed.Send(new Other(7));
        bed.Crash();
        bed.Send(new Finish());
        Assert.Equal("Defers/Late", bed.State);
        bed.Crash();
        Assert.Equal("Defers/Late", bed.State);
        Assert.Equal(["other 7"], bed.Messages.Select(static message => message.Split(": ")[1]));

        static async Coroutine Defers(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Finish>("First");
            machine.Emit($"other {(await machine.Inbox.Receive<Other>("Second")).Number}");
            await machine.Inbox.Receive<Finish>("Late");
        }
    }

    [Fact]
    public void SendAsync_RefusalFollowsFromTurnThatFails_IsNotPublished()
    {
        bed.Open(Collect);
        bed.Send(new Say("a"));
        bed.Journal.InjectFault(CommitFault.NotStored);
        var end = bed.BeginSend(new Finish());
        var late = bed.BeginSend(new Say("b"), "b");
        bed.PumpWithoutCommit();
        Assert.False(late.IsCompleted);
        Assert.Throws<JournalException>(() => bed.Wait(end));
        Assert.Throws<JournalException>(() => bed.Wait(late));
        bed.Send(new Say("b"), "b");
        Assert.Equal("ab", Ask());
    }

    [Fact]
    public void SendAsync_EndedMachine_ThrowsMachineEnded()
    {
        bed.Open(Collect);
        bed.Send(new Finish());
        Assert.Contains("has ended", bed.Refuses<MachineEndedException>(new Say("a")).Message, StringComparison.Ordinal);
        bed.Crash();
        bed.Refuses<MachineEndedException>(new Say("a"));
    }

    [Theory]
    [InlineData(CommitFault.NotStored, typeof(JournalException), "a")]
    [InlineData(CommitFault.UnsureNotStored, typeof(JournalUnsureException), "a")]
    [InlineData(CommitFault.UnsureStored, typeof(JournalUnsureException), "ab")]
    [InlineData(CommitFault.Conflict, typeof(JournalConflictException), "a")]
    public void SendAsync_CommitFails_SenderFailsAndMachineIsThatOfTheJournal(CommitFault fault, Type expected, string stored)
    {
        bed.Open(Collect);
        bed.Send(new Say("a"), "a");
        bed.Journal.InjectFault(fault);
        var (first, second) = (bed.BeginSend(new Say("b"), "b"), bed.BeginSend(new Say("c"), "c"));
        bed.PumpWithoutCommit();
        bed.Pump();
        Assert.IsType(expected, Record.Exception(() => bed.Wait(first)));
        Assert.IsType(expected, Record.Exception(() => bed.Wait(second)));
        var both = fault == CommitFault.UnsureStored ? "abc" : stored;
        Assert.Equal(both, Ask());
        bed.Send(new Say("b"), "b");
        bed.Send(new Say("c"), "c");
        Assert.Equal("abc", Ask());
        bed.Crash();
        Assert.Equal("abc", Ask());
    }

    [Fact]
    public void SendAsync_DuplicateInFlightOfUnsureTurn_IsUnsureToo()
    {
        bed.Open(Collect);
        bed.Journal.InjectFault(CommitFault.UnsureNotStored);
        var (first, second) = (bed.BeginSend(new Say("a"), "1"), bed.BeginSend(new Say("a"), "1"));
        bed.Pump();
        Assert.Throws<JournalUnsureException>(() => bed.Wait(first));
        Assert.Throws<JournalUnsureException>(() => bed.Wait(second));
    }

    [Fact]
    public void SendAsync_InsideATurnOfAnotherType_Throws()
    {
        var orders = new TestBed<OrderEvent>().Open(static _ => Forever());
        bed.Open(machine => Sends(machine));
        var fault = bed.Refuses<InvalidOperationException>(new Say("a"));
        Assert.Contains("SendTo", fault.Message, StringComparison.Ordinal);
        Assert.Empty(orders.Records());

        static async Coroutine Forever() => await default(Inbox<OrderEvent>).Receive();

        async Coroutine Sends(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive();
            _ = orders.Host.SendAsync("m", new Shipped()).AsTask();
        }
    }

    private static async Coroutine Collect(Durable<TestEvent> machine)
    {
        var text = "";
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(text));
        while (await machine.Inbox.Receive(static e => e is Say or Finish, "Collecting") is Say say)
            text += say.Text;
    }

    private string Ask() => bed.Call(static host => host.QueryAsync<string>("m", static reply => new Question(reply)));
}
