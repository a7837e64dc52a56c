using System.Text.Json;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>A described chart that is stored as JSON after each step; another instance continues, with another clock.</summary>
internal sealed class RestoredRun(Statechart<string, string> chart, World world) : EngineRun(chart, world)
{
    internal override void Enter(string state)
    {
        base.Enter(state);
        Restart();
    }

    public override void Fire(string trigger)
    {
        // What an action fires goes to the machine that runs.
        if (IsRunning)
            base.Fire(trigger);
        else
            Step(() => base.Fire(trigger));
    }

    public override void Raise(string trigger)
    {
        if (IsRunning)
            base.Raise(trigger);
        else
            Step(() => base.Raise(trigger));
    }

    public override void Advance(int milliseconds) => Step(() => base.Advance(milliseconds));

    public override void Exit()
    {
        IsRunning = true;
        base.Exit();
    }

    private bool IsRunning { get; set; } = true;

    private void Step(Action step)
    {
        IsRunning = true;
        step();
        Restart();
    }

    private void Restart()
    {
        var stored = JsonSerializer.Serialize(Machine.Snapshot());
        Time = new SimulatedTime();
        Machine = Chart.Restore(JsonSerializer.Deserialize<StatechartSnapshot<string>>(stored)!, World, this, Time);
        IsRunning = false;
    }
}
