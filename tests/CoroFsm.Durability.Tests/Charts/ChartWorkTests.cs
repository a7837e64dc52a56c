using System.Text.Json.Serialization;
using CoroFsm.Durability.Tests.Hosts;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>Work that a state of a chart invokes is an effect: called after the commit, at least once, and recorded.</summary>
public sealed class ChartWorkTests
{
    private static readonly TriggerWithParameter<string, string> Page = new("page");
    private static readonly TriggerWithParameter<string, Exception> Failed = new("failed");

    private readonly List<string> calls = [];
    private TaskCompletionSource<string> answer = new();

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void Work_CrashBeforeResult_IsCalledAgainWithSameIdAndContext(int inputsPerSnapshot)
    {
        var bed = new TestBed<string>().Open(Code(inputsPerSnapshot));
        bed.Send("url a");
        bed.Send("load");
        Assert.Equal("Loading", bed.State);
        bed.Send("url b");
        Assert.Single(calls);

        bed.Crash();
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0], calls[1]);
        Assert.StartsWith("a ", calls[0], StringComparison.Ordinal);
        Assert.Contains("Loading", bed.Info()!.PendingEffects);

        answer.SetResult("<html>");
        bed.Pump();
        Assert.Equal("Idle", bed.State);
        Assert.EndsWith("got <html> for b", Assert.Single(bed.Messages), StringComparison.Ordinal);

        bed.Crash();
        Assert.Equal("Idle", bed.State);
        Assert.Equal(2, calls.Count);
    }

    [Fact]
    public void Work_TurnIsNotStored_IsNotCalled()
    {
        var bed = new TestBed<string>().Open(Code());
        bed.Send("url a");
        var sent = bed.BeginSend("load");
        bed.PumpWithoutCommit();
        Assert.Empty(calls);

        bed.Crash();

        Assert.False(sent.IsCompleted);
        Assert.Empty(calls);
        Assert.Equal("Idle", bed.State);
    }

    [Fact]
    public void Work_StateIsLeft_ResultIsIgnored()
    {
        var bed = new TestBed<string>().Open(Code());
        bed.Send("load");
        bed.Send("stop");
        Assert.Empty(bed.Info()!.PendingEffects);
        bed.Send("load");
        answer.SetResult("late");
        bed.Pump();

        Assert.Equal(2, calls.Count);
        Assert.NotEqual(calls[0], calls[1]);
        Assert.Single(bed.Messages);
        Assert.Equal("Idle", bed.Crash().State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Work_Fails_TriggerCarriesTheRecordedError(bool crashes)
    {
        var bed = new TestBed<string>().Open(Code());
        bed.Send("load");
        answer.SetException(new IOException("no connection"));
        bed.Pump();
        if (crashes)
            bed.Crash();

        Assert.EndsWith(
            "EffectFailedException Effect Loading has failed: System.IO.IOException: no connection",
            Assert.Single(bed.Messages),
            StringComparison.Ordinal);
        Assert.Equal("Idle", bed.State);
    }

    [Fact]
    public void Work_WithoutResultAndWithoutTrigger_RunsOnceAndSnapshotsFollow()
    {
        var done = new TaskCompletionSource();
        var count = 0;
        var chart = Statechart.Build<string, string>(chart => chart.Configure("Working").Ignore("ping").Invoke(_ =>
        {
            count++;
            return done.Task;
        }));
        var bed = new TestBed<string>().Open(DurableChart.Of(chart, "Working", new() { InputsPerSnapshot = 1 }));
        bed.Send("ping");
        Assert.Equal(["1 Started", "2 Event"], bed.Records());

        done.SetResult();
        bed.Pump();
        Assert.Equal(["4 Checkpoint"], bed.Records());
        bed.Send("ping");
        bed.Crash();

        Assert.Equal((1, "Working"), (count, bed.State));
    }

    [Fact]
    public void Work_FailsWithoutTrigger_MachineIsParked()
    {
        var chart = Statechart.Build<string, string>(chart => chart.Configure("Working").Ignore("ping")
            .Invoke(_ => Task.FromException(new IOException("no disk"))));
        var bed = new TestBed<string>().Open(DurableChart.Of(chart, "Working"));
        bed.Send("ping");

        Assert.Contains("no disk", bed.Info()!.ParkedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ChartWithWorkInDurableCoroutine_NamesStateAndCure()
    {
        var chart = Chart();
        var bed = new TestBed<string>().Open(order => chart.Run(order.Inbox, "Idle", new Site()));

        var error = bed.Refuses<InvalidOperationException>("load");

        Assert.Contains("Loading", error.Message, StringComparison.Ordinal);
        Assert.Contains("DurableChart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InstanceWithAnotherClockInDurableCoroutine_NamesCure()
    {
        var chart = Statechart.Build<string, string>(static chart =>
            chart.Configure("On").Ignore("ping").PermitAfter(TimeSpan.FromHours(1), "Off").SubstateOf("All"));
        var bed = new TestBed<string>().Open(order => chart.Enter("On").Run(order.Inbox));

        var error = bed.Refuses<InvalidOperationException>("ping");

        Assert.Contains("another clock", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InMemory_SameCode_RunsItsWork()
    {
        using var machine = Machine.Start<string>(
            inbox => Durable.InMemory("m", inbox, Code(), new() { OnMessage = message => calls.Add($"{message}") }),
            new() { Synchronized = true });
        machine.Send("load");
        Assert.Equal("Loading", machine.State);

        answer.SetResult("<html>");

        Assert.Equal("Idle", machine.State);
        Assert.Equal("got <html> for ", calls[^1]);
    }

    private Func<Durable<string>, Coroutine> Code(int inputsPerSnapshot = 500) => DurableChart.Of<string, string, string, Site>(
        Chart(),
        "Idle",
        @event => @event.StartsWith("url ", StringComparison.Ordinal) ? Url.With(@event[4..]) : @event,
        (durable, stored) =>
        {
            var site = stored ?? new();
            (site.Durable, site.Test) = (durable, this);
            return site;
        },
        new() { InputsPerSnapshot = inputsPerSnapshot });

    private static readonly TriggerWithParameter<string, string> Url = new("url");

    private static Statechart<string, string> Chart() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Idle").SubstateOf("All").Permit("load", "Loading");
        chart.Configure("Loading").SubstateOf("All")
            .Invoke((Site site, CancellationToken cancellationToken) => site.LoadAsync(cancellationToken), Page, Failed)
            .Permit(Page, "Idle").Do((Site site, string text) => site.Durable!.Emit($"got {text} for {site.Url}"))
            .Permit(Failed, "Idle").Do((Site site, Exception error) => site.Durable!.Emit($"{error.GetType().Name} {error.Message}"))
            .Permit("stop", "Idle");
        chart.Configure("All").InternalTransition(Url, (Site site, string url) => site.Url = url);
    });

    internal sealed class Site
    {
        [JsonIgnore]
        public Durable<string>? Durable { get; set; }

        [JsonIgnore]
        public ChartWorkTests? Test { get; set; }

        public string Url { get; set; } = "";

        internal Task<string> LoadAsync(CancellationToken cancellationToken)
        {
            Test!.calls.Add($"{Url} {EffectContext.Current?.Id}");
            return Test.answer.Task.WaitAsync(cancellationToken);
        }
    }
}
