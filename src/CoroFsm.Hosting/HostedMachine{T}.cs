using Microsoft.Extensions.DependencyInjection;

namespace CoroFsm.Hosting;

/// <summary>Represents one life of the machine of a key: from the decision to start it until everything of it is gone.</summary>
/// <remarks>Thread-safe. A key has one life at a time; the next one begins when the scope of this one has been disposed.</remarks>
internal sealed class HostedMachine<TKey, TEvent>(Machines<TKey, TEvent> owner, TKey key, int restarts) : IMachineObserver
    where TKey : notnull
{
    /// <summary>The number of uses of a machine that takes no further use.</summary>
    private const int Retired = int.MinValue;

    private readonly TaskCompletionSource<Machine<TEvent>> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AsyncServiceScope scope;
    private int uses;
    private int lost;
    private int isStartClaimed;
    private int isKept;
    private volatile bool hasReceived;

    /// <summary>The requested end plus one; 0 for none.</summary>
    private int requestedEnd;

    internal TKey Key => key;

    /// <summary>Gets the number of consecutive restarts before this life.</summary>
    internal int Restarts => restarts;

    /// <summary>Gets or sets the time of the last event or change of state, in the clock's ticks.</summary>
    internal long LastUsed
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Gets or sets the time of the start, in the clock's ticks.</summary>
    internal long StartTime { get; set; }

    /// <summary>Gets the task of the start, which fails if the machine cannot be started.</summary>
    internal Task<Machine<TEvent>> Started => started.Task;

    /// <summary>Gets the machine; null if it has not been started.</summary>
    internal Machine<TEvent>? Machine => Started.IsCompletedSuccessfully ? Started.Result : null;

    /// <summary>Gets a task that ends when the key is free, or has its next life.</summary>
    internal Task Gone => gone.Task;

    /// <summary>Gets the number of calls in progress: events that have not been handled.</summary>
    internal int Uses => Math.Max(0, Volatile.Read(ref uses));

    /// <summary>Gets the number of events that were accepted and never handled.</summary>
    internal int Lost => Volatile.Read(ref lost);

    /// <summary>Gets a value indicating whether the machine has faulted and is kept.</summary>
    internal bool IsKept => Volatile.Read(ref isKept) != 0;

    /// <summary>Gets why the machine is being ended; null if nothing has requested that.</summary>
    internal EndReason? RequestedEnd => Volatile.Read(ref requestedEnd) is > 0 and var end ? (EndReason)(end - 1) : null;

    /// <summary>
    /// Gets a value indicating whether an event that the machine refused is for its next life. A machine that ends without an event would
    /// otherwise be started again and again.
    /// </summary>
    internal bool WasEndedByOthers => hasReceived || RequestedEnd is not null;

    /// <summary>Begins a use, unless the machine is being evicted.</summary>
    internal bool TryEnter()
    {
        var seen = Volatile.Read(ref uses);
        while (seen >= 0)
        {
            var found = Interlocked.CompareExchange(ref uses, seen + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }

        return false;
    }

    internal void Exit() => Interlocked.Decrement(ref uses);

    /// <summary>Refuses further uses, if there is none now.</summary>
    internal bool TryRetire() => Interlocked.CompareExchange(ref uses, Retired, 0) == 0;

    /// <summary>Claims the start, so that it is performed or cancelled once.</summary>
    internal bool TryClaimStart() => Interlocked.Exchange(ref isStartClaimed, 1) == 0;

    internal void Keep() => Volatile.Write(ref isKept, 1);

    /// <summary>Ends the keeping of a faulted machine.</summary>
    /// <returns>False if it was not kept.</returns>
    internal bool TryRelease() => Interlocked.Exchange(ref isKept, 0) != 0;

    /// <summary>Records why the machine is being ended; the first request counts.</summary>
    internal void RequestEnd(EndReason reason) => Interlocked.CompareExchange(ref requestedEnd, (int)reason + 1, 0);

    internal void SetStarted(Machine<TEvent> machine, AsyncServiceScope scope)
    {
        this.scope = scope;
        started.SetResult(machine);
    }

    internal void SetNotStarted(Exception error)
    {
        started.SetException(error);
        _ = Started.Exception;      // observed: the failure is logged, and thrown to the senders that wait
    }

    internal void SetGone() => gone.TrySetResult();

    internal ValueTask DisposeScopeAsync() => scope.DisposeAsync();

    /// <inheritdoc/>
    void IMachineObserver.OnReceived(Machine machine, object? @event)
    {
        hasReceived = true;
        owner.Touch(this);
    }

    /// <inheritdoc/>
    void IMachineObserver.OnStateChanged(Machine machine, string from, string to) => owner.Touch(this);

    /// <inheritdoc/>
    void IMachineObserver.OnDropped(Machine machine, object? @event)
    {
        if (machine.Status is not (MachineStatus.Running or MachineStatus.Waiting))
            Interlocked.Increment(ref lost);        // otherwise, the machine ignores it
    }

    /// <inheritdoc/>
    void IMachineObserver.OnFaulted(Machine machine, Exception fault) => owner.NoteFault(this, fault);
}
