using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Replies are published after the commit of the turn that gives them, and no caller waits for ever.</summary>
public sealed class AskTests
{
    private readonly TestBed<TestEvent> bed = new();

    [Fact]
    public void AskAsync_BeforeCommit_DoesNotReply()
    {
        bed.Open(Answers);
        var asked = BeginAsk();
        bed.PumpWithoutCommit();
        Assert.False(asked.IsCompleted);
        Assert.Equal("0", bed.Wait(asked));
    }

    [Fact]
    public void AskAsync_ReplyInALaterTurn_IsPublishedAfterItsCommit()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        var sent = bed.BeginSend(new Say("x"));
        bed.PumpWithoutCommit();
        Assert.False(asked.IsCompleted);
        bed.Wait(sent);
        Assert.Equal("x", bed.Wait(asked));
    }

    [Fact]
    public void AskAsync_ReplyInALaterTurnThatFails_Fails()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.Throws<JournalException>(() => bed.Send(new Say("x")));
        Assert.Throws<JournalException>(() => bed.Wait(asked));
    }

    [Fact]
    public void AskAsync_ReplyInTheLastTurnThatFails_Fails()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.Throws<JournalException>(() => bed.Send(new Finish()));
        Assert.Throws<JournalException>(() => bed.Wait(asked));
    }

    [Fact]
    public void AskAsync_TurnOfTheQuestionFails_Fails()
    {
        bed.Open(Answers);
        bed.Send(new Say("x"));
        bed.Journal.InjectFault(CommitFault.UnsureStored);
        Assert.Throws<JournalUnsureException>(() => bed.Wait(BeginAsk()));
        Assert.Equal("1", bed.Wait(BeginAsk()));
    }

    [Fact]
    public void AskAsync_MachineEndsWithoutAReply_Fails()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        bed.Send(new Other());
        Assert.Throws<MachineEndedException>(() => bed.Wait(asked));
    }

    [Fact]
    public void AskAsync_MachineIsParked_Fails()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        Assert.Throws<FormatException>(() => bed.Send(new Tick("fail")));
        Assert.Throws<FormatException>(() => bed.Wait(asked));
        Assert.Throws<MachineParkedException>(() => bed.Wait(BeginAsk()));
    }

    [Fact]
    public void AskAsync_HostStops_Fails()
    {
        bed.Open(AnswersLater);
        var asked = BeginAsk();
        bed.Pump();
        bed.Wait(bed.Begin(async () =>
        {
            await bed.Host.DisposeAsync();
            return 0;
        }));
        Assert.Throws<ObjectDisposedException>(() => bed.Wait(asked));
        Assert.Throws<ObjectDisposedException>(() => bed.Wait(BeginAsk()));
    }

    [Fact]
    public void AskAsync_QuestionIsIgnored_Fails()
    {
        bed.Open(Deaf, static options => options with { Machine = new() { Unmatched = Unmatched.Ignore } });
        var error = Assert.Throws<UnexpectedEventException>(() => bed.Wait(BeginAsk()));
        Assert.Contains("will not reply", error.Message, StringComparison.Ordinal);
        Assert.Throws<UnexpectedEventException>(() => bed.Wait(BeginQuery()));
    }

    [Fact]
    public void AskAsync_QuestionIsRefused_Fails()
    {
        bed.Open(Deaf);
        Assert.Throws<UnexpectedEventException>(() => bed.Wait(BeginAsk()));
    }

    [Fact]
    public void AskAsync_CancelledDuringTheCommit_EndsAtOnce()
    {
        bed.Open(Answers);
        using var cancellation = new CancellationTokenSource();
        var asked = bed.Begin(() => bed.Host.AskAsync<string>("m", static reply => new Question(reply), cancellation.Token));
        bed.PumpWithoutCommit();
        cancellation.Cancel();
        bed.PumpWithoutCommit();
        Assert.True(asked.IsCanceled);
        bed.Pump();
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
    }

    [Fact]
    public void QueryAsync_WritesNothing()
    {
        bed.Open(Answers);
        bed.Send(new Say("x"));
        Assert.Equal("1", bed.Wait(BeginQuery()));
        Assert.Equal(["1 Started", "2 Event"], bed.Records());
        Assert.Throws<KeyNotFoundException>(() => bed.Call(static host => host.QueryAsync<string>("unknown", static r => new Question(r))));
    }

    [Fact]
    public void QueryAsync_StateIsNotStored_WaitsForTheCommit()
    {
        bed.Open(Answers);
        bed.Send(new Say("x"));
        bed.Journal.InjectFault(CommitFault.NotStored);
        var sent = bed.BeginSend(new Say("y"));
        var asked = BeginQuery();
        bed.PumpWithoutCommit();
        Assert.False(asked.IsCompleted);
        Assert.Throws<JournalException>(() => bed.Wait(asked));
        Assert.Throws<JournalException>(() => bed.Wait(sent));
        Assert.Equal("1", bed.Wait(BeginQuery()));
    }

    [Fact]
    public void QueryAsync_ChangesTheMachine_FailsAndTheMachineIsAsBefore()
    {
        bed.Open(AnswersLater);
        bed.Send(new Say("x"));
        var open = BeginAsk();
        bed.Pump();
        var state = bed.State;
        var error = Assert.Throws<InvalidOperationException>(() => bed.Wait(BeginQuery()));
        Assert.Contains("AskAsync", error.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<InvalidOperationException>(() => bed.Wait(open));      // the machine that had its question is gone
        Assert.Equal(state, bed.State);
    }

    private static async Coroutine Answers(Durable<TestEvent> machine)
    {
        var count = 0;
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply($"{count}"));
        while (true)
        {
            await machine.Inbox.Receive<Say>();
            count++;
        }
    }

    private static async Coroutine AnswersLater(Durable<TestEvent> machine)
    {
        Question? question = null;
        while (true)
        {
            switch (await machine.Inbox.Receive($"{question is not null}"))
            {
                case Question asked:
                    question = asked;
                    break;
                case Say say:
                    question?.Reply.Reply(say.Text);
                    question = null;
                    break;
                case Finish:
                    question?.Reply.Reply("end");
                    return;
                case Tick:
                    throw new FormatException("fails");
                default:
                    return;
            }
        }
    }

    private static async Coroutine Deaf(Durable<TestEvent> machine) => await machine.Inbox.Receive<Say>();

    private Task<string> BeginAsk() => bed.Begin(() => bed.Host.AskAsync<string>("m", static reply => new Question(reply)));

    private Task<string> BeginQuery() => bed.Begin(() => bed.Host.QueryAsync<string>("m", static reply => new Question(reply)));
}
