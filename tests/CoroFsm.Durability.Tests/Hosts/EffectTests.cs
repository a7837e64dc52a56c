using CoroFsm.Testing.Durability;
using Polly;
using Polly.Retry;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Effects start after the commit of their request, and their results are recorded and used once.</summary>
public sealed partial class EffectTests
{
    private readonly TestBed<TestEvent> bed = new();
    private readonly List<string> calls = [];
    private readonly List<CancellationToken> tokens = [];
    private TaskCompletionSource<string> ending = new();

    private string[] Contents => [.. bed.Messages.Select(static message => message.Split(": ", 2)[1])];

    [Fact]
    public void Call_BeforeTheCommitOfItsRequest_DoesNotStart()
    {
        bed.Open(Calls);
        var sent = bed.BeginSend(new Other());
        bed.PumpWithoutCommit();
        Assert.Empty(calls);
        bed.Wait(sent);
        bed.Pump();
        Assert.Equal(["TestEvent/m/2.0 #1"], calls);
        Assert.Equal(["work"], bed.Info()!.PendingEffects);
    }

    [Fact]
    public void Call_MachineIsWokenBeforeTheCommitOfItsRequest_DoesNotStart()
    {
        bed.Open(machine => Calls(machine, timer: TimeSpan.FromMinutes(1)));
        var sent = bed.BeginSend(new Other());
        bed.PumpWithoutCommit();
        bed.Time.Advance(TimeSpan.FromMinutes(2));
        bed.PumpWithoutCommit();
        Assert.Empty(calls);
        bed.Pump();
        Assert.Single(calls);
        bed.Wait(sent);
    }

    [Fact]
    public void Call_RequestedByOverdueTimerAtLoad_StartsAfterTheCommitAndOnce()
    {
        bed.Open(TimedCall);
        bed.Send(new Other());
        bed.End();
        bed.Time.Advance(TimeSpan.FromDays(1));
        var opened = bed.Begin(() => Task.FromResult(0));
        _ = opened;
        bed.Open(TimedCall);
        Assert.Single(calls);
        ending.SetResult("x");
        bed.Pump();
        Assert.Equal(["result x"], Contents);

        async Coroutine TimedCall(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            await machine.Inbox.Receive<Finish>(TimeSpan.FromHours(1));
            machine.Emit("result " + await machine.Call("work", Work));
            await machine.Inbox.Receive();
        }
    }

    [Fact]
    public void Call_CommitOfItsRequestFails_DoesNotStart()
    {
        bed.Open(Calls);
        bed.Send(new Say("create"), "0");
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.ThrowsAny<Exception>(() => bed.Send(new Other(), "1"));
        Assert.Empty(calls);
        bed.Send(new Other(), "1");
        Assert.Single(calls);
    }

    [Fact]
    public void Call_Result_IsUsedOnceAndNotCalledAgain()
    {
        bed.Open(Calls);
        bed.Send(new Other());
        ending.SetResult("x");
        bed.Pump();
        Assert.Equal(["1 Started", "2 Event", "3 Result"], bed.Records());
        bed.Crash();
        bed.Crash();
        Assert.Equal("Calls/Done x", bed.State);
        Assert.Single(calls);
        Assert.Equal(["result x"], Contents);
    }

    [Fact]
    public void Call_ProcessEndsWithoutResult_IsCalledAgainWithTheSameIdentifier()
    {
        bed.Open(Calls);
        bed.Send(new Other());
        bed.Crash();
        ending.SetResult("x");
        bed.Pump();
        Assert.Equal(["TestEvent/m/2.0 #1", "TestEvent/m/2.0 #1"], calls);
        Assert.Equal(["result x"], Contents);
    }

    [Theory]
    [InlineData(CommitFault.NotStored)]
    [InlineData(CommitFault.UnsureNotStored)]
    [InlineData(CommitFault.UnsureStored)]
    public void Call_CommitOfItsResultFails_IsCalledAgainIfTheResultIsNotStored(CommitFault fault)
    {
        bed.Open(Calls);
        bed.Send(new Other());
        bed.Journal.InjectFault(fault);
        ending.SetResult("x");
        bed.Pump();
        bed.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(fault == CommitFault.UnsureStored ? 1 : 2, calls.Count);
        Assert.Equal(["result x"], Contents);
    }

    [Fact]
    public void Call_AnotherTurnFails_OldCallIsCancelledAndItsResultIgnored()
    {
        bed.Open(machine => Calls(machine, say: true));
        bed.Send(new Other());
        var old = ending;
        ending = new();
        bed.Journal.InjectFault(CommitFault.NotStored);
        Assert.ThrowsAny<Exception>(() => bed.Send(new Say("x")));
        bed.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, calls.Count);
        Assert.True(tokens[0].IsCancellationRequested);
        Assert.False(tokens[1].IsCancellationRequested);
        old.SetResult("old");
        bed.Pump();
        Assert.Empty(Contents);
        ending.SetResult("new");
        bed.Pump();
        Assert.Equal(["result new"], Contents);
    }

    [Fact]
    public void Call_ScopeIsLeft_CancelsTheEffectAndIsNotCalledAgain()
    {
        bed.Open(machine => Scoped(machine));
        bed.Send(new Other());
        Assert.Single(calls);
        bed.Send(new Finish());
        Assert.True(tokens[0].IsCancellationRequested);
        ending.TrySetResult("late");
        bed.Pump();
        Assert.Equal(["1 Started", "2 Event", "3 Event"], bed.Records());
        bed.Crash();
        Assert.Single(calls);
        Assert.Empty(bed.Info()!.PendingEffects);

        async Coroutine Scoped(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            await machine.Inbox.Until<Finish>().Run(Inside(machine));
            await machine.Inbox.Receive("Left");
        }

        async Coroutine Inside(Durable<TestEvent> machine) => await machine.Call("work", Work);
    }

    [Fact]
    public void Call_PipelineRetries_CountsAttemptsUnderOneIdentifier()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = bed.Time }
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromSeconds(1) }).Build();
        bed.Open(machine => Fails(machine, pipeline));
        bed.Send(new Other());
        for (var i = 0; i < 5; i++)
            bed.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["TestEvent/m/2.0 #1", "TestEvent/m/2.0 #2", "TestEvent/m/2.0 #3"], calls);
        Assert.Equal(["3"], Contents);

        async Coroutine Fails(Durable<TestEvent> machine, ResiliencePipeline pipeline)
        {
            await machine.Inbox.Receive<Other>();
            var result = await machine.Call("work", Attempts, new() { Pipeline = pipeline });
            machine.Emit(result);
            await machine.Inbox.Receive();
        }

        Task<string> Attempts(EffectContext context)
        {
            calls.Add($"{context.Id} #{context.Attempt}");
            return context.Attempt < 3 ? Task.FromException<string>(new TimeoutException()) : Task.FromResult("3");
        }
    }

    [Fact]
    public void Start_Several_ResultsComeAsEventsAndSurvive()
    {
        var ends = new Dictionary<string, TaskCompletionSource<string>> { ["a"] = new(), ["b"] = new() };
        bed.Open(Starts);
        bed.Send(new Other());
        Assert.Equal(["a", "b"], bed.Info()!.PendingEffects);
        ends["b"].SetResult("1");
        bed.Pump();
        bed.Crash();
        ends["a"].SetException(new FormatException("bad"));
        bed.Pump();
        bed.Crash();
        Assert.Equal(["b 1", "failed FormatException"], Contents);
        Assert.Equal(3, calls.Count);

        async Coroutine Starts(Durable<TestEvent> machine)
        {
            await machine.Inbox.Receive<Other>();
            foreach (var name in (string[])["a", "b"])
            {
                machine.Start(
                    name,
                    context =>
                    {
                        calls.Add(context.Id);
                        return ends[name].Task;
                    },
                    result => new Say($"{name} {result}"),
                    static error => new Say($"failed {((EffectFailedException)error).ErrorType.Split('.')[^1]}"));
            }

            for (var i = 0; i < 2; i++)
                machine.Emit((await machine.Inbox.Receive<Say>()).Text);
            await machine.Inbox.Receive();
        }
    }

    private Coroutine Calls(Durable<TestEvent> machine) => Calls(machine, timer: null);

    private async Coroutine Calls(Durable<TestEvent> machine, TimeSpan? timer = null, bool say = false)
    {
        using var words = machine.Inbox.Handle<Say>(static _ => { });
        await machine.Inbox.Receive<Other>("Before");
        if (timer is { } time)
            machine.Inbox.SetTimer("t", time, new Say("tick"));
        var result = await machine.Call("work", Work);
        machine.Emit("result " + result);
        await machine.Inbox.Receive("Done " + result);
    }

    private Task<string> Work(EffectContext context)
    {
        calls.Add($"{context.Id} #{context.Attempt}");
        tokens.Add(context.CancellationToken);
        return ending.Task.WaitAsync(context.CancellationToken);
    }
}
