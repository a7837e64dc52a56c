namespace CoroFsm.Scheduling;

/// <summary>Takes a message that a filter accepts, unless a time is up before.</summary>
internal sealed class TimedReceiveTrap<T>(Func<T, bool> filter, long due) : Trap<Received<T>>, ITimed
{
    private readonly ReceiveTrap<T> receive = new(filter);

    public override string Description => receive.Description;

    public int HeapIndex { get; set; } = -1;

    internal override bool TakesMessages => true;

    public void Come()
    {
        receive.Abandon();
        Complete(default);
    }

    internal override bool Check(ScheduledTask waiting)
    {
        if (!IsCompleted && receive.Check(waiting))
            Take();
        return IsCompleted;
    }

    protected override void Begin()
    {
        receive.BeginFor(Caller.Task!);
        if (receive.IsCompleted)
            Take();
        else
            Scheduler.AddTimer(this, due);
    }

    protected override void Cancel()
    {
        receive.Abandon();
        Scheduler.RemoveTimer(this);
    }

    private void Take()
    {
        Scheduler.RemoveTimer(this);
        Complete(new Received<T>(receive.Result));
    }
}
