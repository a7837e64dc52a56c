using CoroFsm.Testing;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>A described chart that runs on the engine.</summary>
internal class EngineRun : IRunningChart, IStatechartObserver<string, string>
{
    private readonly bool isObserved;

    internal EngineRun(Statechart<string, string> chart, World world, bool isObserved = true)
    {
        Chart = chart;
        World = world;
        this.isObserved = isObserved;
        world.Chart = this;
    }

    public IEnumerable<string> States => Machine.States;

    public bool IsCompleted => Machine.IsCompleted;

    internal Statechart<string, string> Chart { get; }

    internal World World { get; }

    internal SimulatedTime Time { get; set; } = new();

    /// <summary>Gets or sets the instance; actions set it, too, because they also run while it is entered.</summary>
    internal StatechartInstance<string, string> Machine { get; set; } = null!;

    internal virtual void Enter(string state) => Machine = Chart.Enter(state, World, isObserved ? this : null, Time);

    public bool IsIn(string state) => Machine.IsIn(state);

    public bool CanFire(string trigger) => Machine.CanFire(trigger);

    public virtual void Fire(string trigger) => Machine.Fire(trigger);

    public virtual void Raise(string trigger) => Machine.Raise(trigger);

    public virtual void Advance(int milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public virtual void Exit() => Machine.Exit();

    void IStatechartObserver<string, string>.OnHandling(
        IStateMachine<string, string> machine, TriggerOccurrence<string> occurrence) =>
        World.LogTrigger(occurrence.Trigger);
}
