namespace CoroFsm;

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
    internal object? Context => context;

    internal StateStorage<TState>? Storage { get; init; }

    internal IStatechartObserver<TState, TTrigger>? Observer { get; init; }

    internal Queue<QueuedTrigger<TTrigger>> Queue => field ??= new();

    internal List<QueuedTrigger<TTrigger>> Deferred => field ??= [];

    /// <summary>Gets or sets the state in which the first of them was deferred: in any other one they are looked at again.</summary>
    internal int DeferredIn { get; set; }

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
