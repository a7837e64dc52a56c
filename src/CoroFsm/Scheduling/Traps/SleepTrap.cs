namespace CoroFsm.Scheduling;

/// <summary>Waits for a time, perhaps among others.</summary>
internal sealed class SleepTrap(TimeSpan time) : Trap<VoidResult>, ITimed
{
    public override string Description => "a time";

    public int HeapIndex { get; set; } = -1;

    public void OnDue() => Complete(default);

    protected override void Begin() => Scheduler.AddTimer(this, Scheduler.DueIn(time));

    protected override void Cancel() => Scheduler.RemoveTimer(this);
}
