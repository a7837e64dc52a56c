using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>Provides the exceptions of the operations of a network.</summary>
internal static class NetworkOperation
{
    internal static ObjectDisposedException Closed(string what) => new(what, $"The {what.ToLowerInvariant()} was closed, on this side.");

    internal static InvalidOperationException OfAnotherScheduler(string what) => new(
        $"This {what.ToLowerInvariant()} belongs to the tasks of another scheduler. Use it there.");
}

/// <summary>
/// Represents one direction of a socket: the tasks that wait for it, in order, and at most one pending operation.
/// </summary>
/// <remarks>The operation uses no memory of a task, so a task that is killed ends immediately; the result goes to the next task.</remarks>
internal abstract class NetworkOperation<TResult> : IInterrupt
{
    private QueuedTrap? last;
    private QueuedTrap? spare;
    private Exception? error;

    private protected NetworkOperation(bool isExternal)
    {
        IsExternal = isExternal;
    }

    /// <summary>Gets the first trap of the queue.</summary>
    private protected QueuedTrap? First { get; private set; }

    /// <summary>Gets a value indicating whether an operation is pending.</summary>
    private protected bool IsBusy { get; private set; }

    /// <summary>Gets or sets the exception that ended the direction permanently.</summary>
    private protected Exception? Fault { get; set; }

    internal int WaiterCount { get; private set; }

    /// <summary>Gets a value indicating whether the socket was closed on this side.</summary>
    private protected bool IsClosed { get; private set; }

    internal Scheduler? Scheduler { get; set; }

    internal abstract string Description { get; }

    /// <summary>Gets a value indicating whether a task is served although an operation is pending.</summary>
    private protected virtual bool ServesWhileBusy => false;

    /// <summary>Gets a value indicating whether the operations end outside of the scheduler.</summary>
    private bool IsExternal { get; }

    /// <summary>Ends the pending operation. Any thread may call it, once for each operation.</summary>
    internal void End(Exception? endedWith)
    {
        error = endedWith;
        Scheduler!.PostObject(this);
    }

    /// <summary>
    /// Ends the direction with an error, which waiting and later tasks receive. The end of a pending operation counts no more.
    /// </summary>
    internal void Close(Exception fault)
    {
        IsClosed = true;
        IsBusy = false;
        Fault = fault;
        while (First is not null)
            Dequeue().TryEnd(fault);
    }

    /// <summary>Called on any thread when the scheduler has been disposed and no task takes the result of the operation.</summary>
    public virtual void Refuse()
    {
    }

    /// <summary>Serves the waiting tasks as far as possible.</summary>
    private protected abstract void Serve();

    /// <summary>Takes the result of an operation.</summary>
    private protected abstract void Take(Exception? endedWith);

    /// <summary>Takes back the result of a task that was killed.</summary>
    private protected virtual void Discard(QueuedTrap trap, TResult result)
    {
    }

    /// <summary>Begins an operation.</summary>
    /// <param name="endedWith">The error, if the operation has already failed.</param>
    /// <returns>True if the operation is pending and calls <see cref="End"/> later.</returns>
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

    /// <summary>Takes the result of an ended operation, between turns.</summary>
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
        if (!IsBusy || ServesWhileBusy)
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

    /// <summary>Represents a waiting task.</summary>
    internal sealed class QueuedTrap : NetworkTrap<TResult>
    {
        private readonly Func<Scheduler, NetworkOperation<TResult>>? find;
        private NetworkOperation<TResult>? operation;

        /// <summary>Initializes a new instance of the <see cref="QueuedTrap"/> class that its operation uses again.</summary>
        internal QueuedTrap(NetworkOperation<TResult> operation)
        {
            this.operation = operation;
            IsExternal = operation.IsExternal;
        }

        /// <summary>Initializes a new instance of the <see cref="QueuedTrap"/> class for one wait, perhaps among others.</summary>
        /// <param name="find">Finds the operation of the scheduler whose task waits, or throws.</param>
        /// <param name="isExternal">Whether the operation ends outside of the scheduler.</param>
        internal QueuedTrap(Func<Scheduler, NetworkOperation<TResult>> find, bool isExternal)
        {
            this.find = find;
            IsExternal = isExternal;
        }

        internal QueuedTrap? Previous;
        internal QueuedTrap? Next;

        /// <summary>The memory of the task. <see cref="Count"/> is the number of bytes that have been transferred.</summary>
        internal Memory<byte> Memory;

        internal int Count;

        /// <summary>The position of the task's bytes in the input of the connection.</summary>
        internal long Position;

        public override string Description => operation?.Description ?? "a network";

        protected override bool IsExternal { get; }

        protected override void Begin() => (operation ??= find!(Scheduler)).Enqueue(this);

        protected override void Cancel() => operation?.Remove(this);

        protected override void Discard(TResult result) => operation!.Discard(this, result);

        protected override void GiveBack()
        {
            Memory = default;
            Count = 0;
            if (operation is null || operation.spare is not null)
                return;
            Renew();
            operation.spare = this;
        }
    }
}
