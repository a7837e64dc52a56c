namespace CoroFsm;

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
            catch
            {
                AbandonAll();
                throw;
            }
        }
    }

    protected override void Cancel()
    {
        if (AbandonAll() is { } error)
            Delegation.Rethrow(error);
    }

    /// <summary>Gives up all that have not ended.</summary>
    /// <returns>What the first clean-up that failed has thrown.</returns>
    private Exception? AbandonAll()
    {
        Exception? first = null;
        foreach (var trap in traps)
        {
            try
            {
                trap.Abandon();
            }
            catch (Exception error)
            {
                first ??= error;
            }
        }

        return first;
    }
}
