namespace CoroFsm.Tests.Statecharts.Activities;

/// <summary>Work that runs while a state is active.</summary>
public sealed class InvokeTests
{
    private static readonly TriggerWithParameter<string, string> Loaded = new("loaded");
    private static readonly TriggerWithParameter<string, Exception> Failed = new("failed");

    private readonly TaskCompletionSource<string> work = new();
    private readonly List<string> log = [];
    private CancellationToken token;

    [Fact]
    public void Invoke_WorkSucceeds_FiresTheTriggerWithTheResult()
    {
        var machine = Loader().Enter("Loading");

        Assert.Equal("Loading", machine.State);
        work.SetResult("page");

        Assert.Equal("Ready", machine.State);
        Assert.Equal(["started", "got page"], log);
    }

    [Fact]
    public void Invoke_WorkFails_FiresTheTriggerWithTheException()
    {
        var machine = Loader().Enter("Loading");

        work.SetException(new FormatException("no page"));

        Assert.Equal("Broken", machine.State);
        Assert.Equal(["started", "no page"], log);
    }

    [Fact]
    public void Invoke_StateIsLeft_CancelsTheWorkAndIgnoresItsEnd()
    {
        var machine = Loader().Enter("Loading");

        machine.Fire("stop");
        Assert.True(token.IsCancellationRequested);
        work.SetResult("late");

        Assert.Equal("Stopped", machine.State);
        Assert.Equal(["started"], log);
    }

    [Fact]
    public void Invoke_WorkEndsAtOnce_IsHandledAfterTheMacrostep()
    {
        work.SetResult("cached");

        var machine = Loader().Enter("Loading");

        Assert.Equal("Ready", machine.State);
    }

    [Fact]
    public void Invoke_StateIsLeftInTheSameMacrostep_IsNotStarted()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").Permit("go", "Passing");
            chart.Configure("Passing").Invoke(_ => { log.Add("started"); return Task.CompletedTask; }).PermitAlways("B");
            chart.Configure("B");
        }).Enter("A");

        machine.Fire("go");

        Assert.Equal("B", machine.State);
        Assert.Empty(log);
    }

    [Fact]
    public void Invoke_SeveralStates_StartsInDocumentOrderAfterRaisedTriggers()
    {
        Statechart.Build<string, string>(chart =>
        {
            chart.Configure("All").Parallel().InternalTransition("raised", () => log.Add("raised"));
            chart.Configure("One").SubstateOf("All").OnEntry(t => t.Machine.Raise("raised")).Invoke(_ => Note("first"));
            chart.Configure("Two").SubstateOf("All").Invoke(_ => Note("second"));
        }).Enter("All");

        Assert.Equal(["raised", "first", "second"], log);

        Task Note(string text)
        {
            log.Add(text);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Invoke_StartThrows_CountsAsFailure()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").Invoke(_ => throw new FormatException("cannot start"), "done", Failed)
                .Permit("done", "B").Permit(Failed, "C");
            chart.Configure("B");
            chart.Configure("C").OnEntryFrom(Failed, error => log.Add(error.Message));
        }).Enter("A");

        Assert.Equal("C", machine.State);
        Assert.Equal(["cannot start"], log);
    }

    [Fact]
    public void Invoke_FailsWithoutATriggerForIt_ThrowsTheException()
    {
        var chart = Statechart.Build<string, string>(chart => chart.Configure("A").Invoke(_ => throw new FormatException("cannot start")));

        Assert.Throws<FormatException>(() => chart.Enter("A"));
    }

    [Fact]
    public void Invoke_EnteredAgain_StartsNewWorkAndIgnoresTheOld()
    {
        List<TaskCompletionSource> started = [];
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").PermitReentry("again").Permit("done", "B").Invoke(
                _ =>
                {
                    started.Add(new());
                    return started[^1].Task;
                },
                done: "done");
            chart.Configure("B");
        }).Enter("A");

        machine.Fire("again");
        started[0].SetResult();
        Assert.Equal("A", machine.State);
        started[1].SetResult();
        Assert.Equal("B", machine.State);
    }

    [Fact]
    public async Task Invoke_WorkEndsOnOtherThreads_EveryEndIsHandledOnce()
    {
        const int Rounds = 2_000;
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var machine = Statechart.Build<string, string>(chart => chart.Configure("A")
            .Invoke(
                async cancellationToken =>
                {
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                },
                done: "next",
                failed: "next")
            .PermitReentry("next").Do(() =>
            {
                if (++count == Rounds)
                    finished.SetResult();
            })
            .Ignore("other")).Enter("A");
        for (var i = 0; i < Rounds; i++)
            machine.Fire("other");

        await finished.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        machine.Exit();

        Assert.InRange(count, Rounds, int.MaxValue);
    }

    private Statechart<string, string> Loader() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Loading")
            .Invoke(
                cancellationToken =>
                {
                    token = cancellationToken;
                    log.Add("started");
                    return work.Task;
                },
                Loaded,
                Failed)
            .Permit(Loaded, "Ready").Permit(Failed, "Broken").Permit("stop", "Stopped");
        chart.Configure("Ready").OnEntryFrom(Loaded, page => log.Add($"got {page}"));
        chart.Configure("Broken").OnEntryFrom(Failed, error => log.Add(error.Message));
        chart.Configure("Stopped");
    });
}
