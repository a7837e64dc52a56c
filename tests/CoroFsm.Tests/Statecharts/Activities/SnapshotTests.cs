using System.Text.Json;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Statecharts.Activities;

/// <summary>What a store keeps of an instance.</summary>
public sealed class SnapshotTests
{
    private readonly SimulatedTime time = new();
    private readonly List<string> log = [];

    [Fact]
    public void Restore_OfASnapshotThroughJson_ContinuesWithoutEntering()
    {
        var chart = Player();
        var machine = chart.Enter("On", timeProvider: time);
        machine.Fire("play");
        machine.Fire("off");
        machine.Fire("on");
        time.Advance(TimeSpan.FromSeconds(20));
        var json = JsonSerializer.Serialize(machine.Snapshot());
        machine.Exit();
        log.Clear();

        var restored = chart.Restore(JsonSerializer.Deserialize<StatechartSnapshot<string>>(json)!, timeProvider: time);

        Assert.Empty(log);
        Assert.Equal(["Loud", "Playing"], restored.States);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(restored.IsIn("Playing"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["Loud", "Stopped"], restored.States);
        restored.Fire("off");
        restored.Fire("on");
        Assert.Equal(["Loud", "Stopped"], restored.States);
    }

    [Fact]
    public void Restore_HistoryRecorded_IsRecalled()
    {
        var chart = Player();
        var machine = chart.Enter("On", timeProvider: time);
        machine.Fire("play");
        machine.Fire("off");

        var restored = chart.Restore(machine.Snapshot(), timeProvider: time);
        restored.Fire("on");

        Assert.Equal(["Loud", "Playing"], restored.States);
    }

    [Theory]
    [InlineData("Loud")]
    [InlineData("Loud", "Stopped", "Off")]
    [InlineData("Loud", "Volume")]
    [InlineData("Stopped", "Playing")]
    [InlineData("Loud", "Nowhere")]
    [InlineData("Again", "Loud")]
    [InlineData]
    public void Restore_StatesThatAreNoConfiguration_Throws(params string[] states)
    {
        var error = Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [], [])));

        Assert.Contains("an instance of this chart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_HistoryOrTimerThatTheChartLacks_Throws()
    {
        string[] states = ["Loud", "Stopped"];

        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [new("Loud", ["Loud"])], [])));
        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [new("Again", ["Off"])], [])));
        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [new("Again", ["Loud"])], [])));
        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [new("Again", ["Loud", "Playing", "Stopped"])], [])));
        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [], [new("Stopped", 0, TimeSpan.Zero)])));
        Assert.Throws<ArgumentException>(() => Player().Restore(new(states, [], [new("Playing", 0, TimeSpan.Zero)])));
    }

    [Fact]
    public void Snapshot_WhileATriggerIsHandled_Throws()
    {
        StatechartInstance<string, string>? machine = null;
        machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").Permit("go", "B");
            chart.Configure("B").Final().OnEntry(() => machine!.Snapshot());
        }).Enter("A");

        Assert.Throws<InvalidOperationException>(() => machine.Fire("go"));
    }

    [Fact]
    public void Snapshot_TriggersAreDeferred_Throws()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure("A").Permit("go", "B");
            chart.Configure("B").Final();
        }).Enter("A");
        machine.Fire("later");

        Assert.Throws<InvalidOperationException>(machine.Snapshot);
    }

    [Fact]
    public void Restore_OfAChartWithoutNewParts_StartsInItsState()
    {
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").Permit("go", "B");
            chart.Configure("B").Permit("go", "A");
        });
        var machine = chart.Start("A");
        machine.Fire("go");

        Assert.Equal("B", chart.Restore(machine.Snapshot()).State);
        Assert.Throws<ArgumentException>(() => chart.Restore(new(["A", "B"], [], [])));
    }

    [Fact]
    public void Restore_StateWithInvokedWork_StartsTheWorkAgain()
    {
        var starts = 0;
        var chart = Statechart.Build<string, string>(chart => chart.Configure("A").Invoke(_ =>
        {
            starts++;
            return new TaskCompletionSource().Task;
        }));
        var machine = chart.Enter("A");

        chart.Restore(machine.Snapshot());

        Assert.Equal(2, starts);
    }

    private Statechart<string, string> Player() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Off").Permit("on", "Again");
        chart.Configure("On").Parallel().Permit("off", "Off");
        chart.Configure("Again").HistoryOf("On", History.Deep);
        chart.Configure("Volume").SubstateOf("On").InitialTransition("Loud");
        chart.Configure("Loud").SubstateOf("Volume").OnEntry(() => log.Add("loud"));
        chart.Configure("Transport").SubstateOf("On").InitialTransition("Stopped");
        chart.Configure("Stopped").SubstateOf("Transport").OnEntry(() => log.Add("stopped")).Permit("play", "Playing");
        chart.Configure("Playing").SubstateOf("Transport").OnEntry(() => log.Add("playing"))
            .PermitAfter(TimeSpan.FromSeconds(30), "Stopped");
    });
}
