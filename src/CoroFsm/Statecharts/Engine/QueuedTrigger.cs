namespace CoroFsm.Statecharts;

/// <summary>A trigger that waits for its turn, or for another state.</summary>
internal readonly record struct QueuedTrigger<TTrigger>(TTrigger Trigger, QueuedArgument? Argument, bool IsTry);

/// <summary>Where an instance's state is kept, if not in the instance.</summary>
internal sealed record StateStorage<TState>(Func<TState> Get, Action<TState> Set);

/// <summary>What an instance of a chart rarely has; kept apart, so that instances stay small.</summary>
/// <param name="context">The context of the instance.</param>
internal sealed class InstanceReserve<TState, TTrigger>(object? context)
    where TState : notnull
    where TTrigger : notnull
{
    private Queue<QueuedTrigger<TTrigger>>? queue;

    internal object? Context => context;

    internal StateStorage<TState>? Storage { get; init; }

    internal IStatechartObserver<TState, TTrigger>? Observer { get; init; }

    internal Queue<QueuedTrigger<TTrigger>> Queue => queue ??= new();

    internal List<QueuedTrigger<TTrigger>> Deferred => field ??= [];

    /// <summary>Gets or sets the state in which all of them were deferred; -1: in several. In any other state they are retried.</summary>
    internal int DeferredIn { get; set; }

    /// <summary>Gets or sets the machine whose coroutine runs the instance, while it waits and has to be resumed.</summary>
    internal Machine? Runner { get; set; }

    /// <summary>Begins a new queue. The old one is left to a thread that ought not to be here, but may just be using it.</summary>
    /// <returns>The triggers that were queued, in order.</returns>
    internal TTrigger[] TakeQueued()
    {
        var old = Interlocked.Exchange(ref queue, value: null);
        try
        {
            return old is null ? [] : [.. old.Select(static queued => queued.Trigger)];
        }
        catch (InvalidOperationException)
        {
            return [];      // that thread has added something meanwhile
        }
    }

    /// <summary>Brings what was deferred back, before all that is queued.</summary>
    internal void Recall()
    {
        var newer = Queue.Count;
        foreach (var trigger in Deferred)
            Queue.Enqueue(trigger);
        Deferred.Clear();
        for (; newer > 0; newer--)
            Queue.Enqueue(Queue.Dequeue());
    }
}
