namespace CoroFsm.Scheduling;

/// <summary>Waits for the first of several traps; the others are given up.</summary>
internal sealed class SelectTrap(Trap[] traps) : Trap<Trap>
{
    public override string Description => $"the first of: {string.Join(", ", traps.Select(t => t.Description))}";

    internal override bool TakesMessages => Array.Exists(traps, static t => t.TakesMessages);

    internal void ChildHasEnded(Trap child)
    {
        if (AbandonAll() is { } error)
            Fail(error);
        else
            Complete(child);
    }

    /// <summary>The result of the trap that came first goes back to where it came from.</summary>
    internal override void Forsake()
    {
        if (HasResult)
            Result.Forsake();
    }

    internal override bool Check(ScheduledTask waiting)
    {
        foreach (var trap in traps)
        {
            if (IsCompleted)
                break;
            trap.Check(waiting);
        }

        return IsCompleted;
    }

    protected override void Begin()
    {
        foreach (var trap in traps)
        {
            if (IsCompleted)
                return;
            try
            {
                trap.BeginFor(Caller.Task!, this);
            }
            catch (Exception error) when (AbandonAll() is { } more)
            {
                throw new AggregateException(error, more).Flatten();
            }
        }
    }

    protected override void Cancel()
    {
        if (AbandonAll() is { } error)
            Delegation.Rethrow(error);
    }

    /// <summary>Gives up all that have not ended.</summary>
    /// <returns>The exception of their clean-up; null if it did not fail.</returns>
    private Exception? AbandonAll()
    {
        Exception? all = null;
        foreach (var trap in traps)
        {
            try
            {
                trap.Abandon();
            }
            catch (Exception error)
            {
                all = Faults.Both(all, error);
            }
        }

        return all;
    }
}
