namespace CoroFsm;

/// <summary>Waits for the first of several traps; the others are given up.</summary>
internal sealed class SelectTrap(Trap[] traps) : Trap<Trap>
{
    public override string Description => $"the first of: {string.Join(", ", traps.Select(t => t.Description))}";

    internal override bool TakesMessages => Array.Exists(traps, static t => t.TakesMessages);

    internal void ChildHasEnded(Trap child)
    {
        foreach (var trap in traps)
            trap.Abandon();         // does nothing to one that has ended
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
                Cancel();
                throw;
            }
        }
    }

    protected override void Cancel()
    {
        foreach (var trap in traps)
            trap.Abandon();
    }
}
