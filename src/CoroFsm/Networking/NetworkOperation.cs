using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>What goes wrong with the operations of a network.</summary>
internal static class NetworkOperation
{
    internal static ObjectDisposedException Closed(string what) => new(what, $"The {what.ToLowerInvariant()} was closed, on this side.");

    internal static InvalidOperationException OfAnotherScheduler(string what) => new($"This {what.ToLowerInvariant()} belongs to the tasks of another scheduler: use it there.");
}

/// <summary>
/// One direction of a socket: tasks that wait for it, first come, first served, and at most one operation that is under way for them.
/// </summary>
/// <remarks>The operation uses no memory of a task, so a task that is killed leaves at once; what comes then is for the next.</remarks>
internal abstract class NetworkOperation<TResult> : IInterrupt
{
    private QueuedTrap? last;
    private QueuedTrap? spare;
    private Exception? error;

    private protected NetworkOperation(bool isExternal)
    {
        IsExternal = isExternal;
    }

    /// <summary>Gets the trap that is next.</summary>
    private protected QueuedTrap? First { get; private set; }

    /// <summary>Gets a value indicating whether an operation is under way.</summary>
    private protected bool IsBusy { get; private set; }

    /// <summary>Gets or sets what ended the direction for good.</summary>
    private protected Exception? Fault { get; set; }

    internal int WaiterCount { get; private set; }

    /// <summary>Gets a value indicating whether the socket was closed on this side.</summary>
    private protected bool IsClosed { get; private set; }

    internal Scheduler? Scheduler { get; set; }

    internal abstract string Description { get; }

    /// <summary>Gets a value indicating whether the operations end from outside of the scheduler.</summary>
    private bool IsExternal { get; }

    /// <summary>The operation under way has ended. Any thread may say so, once for each.</summary>
    internal void End(Exception? endedWith)
    {
        error = endedWith;
        Scheduler!.PostObject(this);
    }

    /// <summary>Ends the direction: who waits gets the error, and so does who comes.</summary>
    internal void Close(Exception fault)
    {
        IsClosed = true;
        Fault = fault;
        while (First is not null)
            Dequeue().TryEnd(fault);
    }

    /// <summary>The scheduler has been disposed of: no task takes what has ended. On any thread.</summary>
    public virtual void Refuse()
    {
    }

    /// <summary>Does what can be done for the tasks that wait.</summary>
    private protected abstract void Serve();

    /// <summary>Takes over what the operation has brought.</summary>
    private protected abstract void Take(Exception? endedWith);

    /// <summary>Takes back what a task that was killed had been given.</summary>
    private protected virtual void Discard(QueuedTrap trap, TResult result)
    {
    }

    /// <summary>Begins an operation.</summary>
    /// <param name="endedWith">The error with which it has ended at once.</param>
    /// <returns>True if it is under way, and says <see cref="End"/> later.</returns>
    private protected abstract bool TryBegin(out Exception? endedWith);

    private protected void Start()
    {
        IsBusy = true;
        if (TryBegin(out var endedWith))
            return;
        IsBusy = false;
        Take(endedWith);
    }

    private protected QueuedTrap TakeTrap()
    {
        var trap = spare ?? new(this);
        spare = null;
        return trap;
    }

    private protected QueuedTrap Dequeue()
    {
        var trap = First!;
        Remove(trap);
        return trap;
    }

    /// <summary>Takes over what has ended, between turns.</summary>
    public void Finish()
    {
        IsBusy = false;
        var endedWith = error;
        error = null;
        Take(endedWith);
        Serve();
    }

    private void Enqueue(QueuedTrap trap)
    {
        trap.Previous = last;
        if (last is null)
            First = trap;
        else
            last.Next = trap;
        last = trap;
        WaiterCount++;
        if (!IsBusy)
            Serve();
    }

    private void Remove(QueuedTrap trap)
    {
        if (trap.Previous is null)
            First = trap.Next;
        else
            trap.Previous.Next = trap.Next;
        if (trap.Next is null)
            last = trap.Previous;
        else
            trap.Next.Previous = trap.Previous;
        trap.Previous = trap.Next = null;
        WaiterCount--;
    }

    /// <summary>A task that waits.</summary>
    internal sealed class QueuedTrap(NetworkOperation<TResult> operation) : NetworkTrap<TResult>
    {
        internal QueuedTrap? Previous;
        internal QueuedTrap? Next;

        /// <summary>The memory of the task, and how much of it is done.</summary>
        internal Memory<byte> Memory;

        internal int Count;

        /// <summary>Where in all that the connection has brought the bytes stand that the task was given.</summary>
        internal long Position;

        public override string Description => operation.Description;

        protected override bool IsExternal => operation.IsExternal;

        protected override void Begin() => operation.Enqueue(this);

        protected override void Cancel() => operation.Remove(this);

        protected override void Discard(TResult result) => operation.Discard(this, result);

        protected override void GiveBack()
        {
            Memory = default;
            Count = 0;
            if (operation.spare is not null)
                return;
            Renew();
            operation.spare = this;
        }
    }
}
