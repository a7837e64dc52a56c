namespace CoroFsm.Durability.Tests.Hosts;

/// <content>Effects that fail.</content>
public sealed partial class EffectTests
{
    [Fact]
    public void Call_Fails_ThrowsTheSameAtReplay()
    {
        bed.Open(Catches);
        bed.Send(new Other());
        ending.SetException(new InvalidOperationException("No credit."));
        bed.Pump();
        var state = bed.State;
        Assert.Equal("Catches/work|System.InvalidOperationException|No credit.|True", state);
        bed.Crash();
        Assert.Equal(state, bed.State);
        Assert.Single(calls);
    }

    [Fact]
    public void Call_ResultCannotBeStored_FailsAtTheWait()
    {
        bed.Open(Loops);
        bed.Send(new Other());
        Assert.Contains("JsonException", bed.State, StringComparison.Ordinal);
        bed.Crash();
        Assert.Contains("JsonException", bed.State, StringComparison.Ordinal);

        static async Coroutine Loops(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            try
            {
                await machine.Call("loop", static _ => Task.FromResult(new Loop()));
            }
            catch (EffectFailedException error)
            {
                await machine.Inbox.Receive(error.ErrorType);
            }
        }
    }

    [Fact]
    public void Call_ResultCannotBeReadAgain_FailsAtTheWait()
    {
        bed.Open(Unreadable);
        bed.Send(new Other());
        Assert.Contains("NotSupportedException", bed.State, StringComparison.Ordinal);

        static async Coroutine Unreadable(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            try
            {
                await machine.Call("x", static _ => Task.FromResult<IFormattable>(1));
            }
            catch (EffectFailedException error)
            {
                await machine.Inbox.Receive(error.ErrorType);
            }
        }
    }

    [Fact]
    public void Call_Timeout_IsRecordedAsTimeoutException()
    {
        bed.Open(machine => Catches(machine, new() { Timeout = TimeSpan.FromSeconds(5) }));
        bed.Send(new Other());
        bed.Advance(TimeSpan.FromSeconds(4));
        Assert.False(tokens[0].IsCancellationRequested);
        bed.Advance(TimeSpan.FromSeconds(2));
        Assert.StartsWith("Catches/work|System.TimeoutException|", bed.State, StringComparison.Ordinal);
    }

    private async Coroutine Catches(Durable<TestEvent> machine, EffectOptions? options = null)
    {
        await machine.Inbox.Receive<Other>();
        try
        {
            await machine.Call("work", Work, options);
        }
        catch (EffectFailedException error)
        {
            await machine.Inbox.Receive($"{error.Effect}|{error.ErrorType}|{error.ErrorMessage}|{error.Is<InvalidOperationException>()}");
        }
    }

    private Coroutine Catches(Durable<TestEvent> machine) => Catches(machine, options: null);

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
