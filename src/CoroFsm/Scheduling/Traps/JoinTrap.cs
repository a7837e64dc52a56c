namespace CoroFsm.Scheduling;

/// <summary>Waits for the end of a task, perhaps among others.</summary>
internal sealed class JoinTrap(ScheduledTask target) : Trap<TaskOutcome>
{
    public override string Description => $"the end of task {target.Describe()}";

    /// <summary>Ends the trap, because the task has ended.</summary>
    internal void OnTargetEnded()
    {
        target.MarkObserved();
        Complete(target.Outcome);
    }

    protected override void Begin()
    {
        if (target.HasEnded)
            OnTargetEnded();
        else
            (target.Extras.Watchers ??= []).Add(this);
    }

    protected override void Cancel() => target.ExtrasOrNull?.Watchers?.Remove(this);
}
