namespace CoroFsm.Statecharts;

/// <summary>The storage of an instance whose state is kept outside.</summary>
internal sealed record StateStorage<TState>(Func<TState> Get, Action<TState> Set);

/// <summary>The parts of an instance that are rarely needed, in an object of their own: instances stay small.</summary>
/// <param name="context">The context of the instance.</param>
internal sealed class InstanceReserve<TState, TTrigger>(object? context)
    where TState : notnull
    where TTrigger : notnull
{
    private Queue<QueuedTrigger<TTrigger>>? queue;

    /// <summary>1: the coroutine is to be resumed when the gate is free; 2: after a failure, which is what the caller gets.</summary>
    private int notedWake;

    internal object? Context => context;

    internal StateStorage<TState>? Storage { get; init; }

    internal IStatechartObserver<TState, TTrigger>? Observer { get; init; }

    internal Queue<QueuedTrigger<TTrigger>> Queue => queue ??= new();

    /// <summary>Gets what runs the instance if its chart needs an interpreter; otherwise null.</summary>
    internal StatechartInterpreter<TState, TTrigger>? Interpreter { get; set; }

    /// <summary>Gets what a call holds while it handles a trigger of an instance with timers or invoked work; otherwise null.</summary>
    internal Lock? Gate { get; set; }

    /// <summary>Gets the triggers that were raised, which come before the queue. Not for an instance with an interpreter.</summary>
    internal Queue<QueuedTrigger<TTrigger>> Raised => field ??= [];

    internal int RaisedCount => Interpreter?.RaisedCount ?? Raised.Count;

    internal void Raise(TTrigger trigger, QueuedArgument? argument)
    {
        if (Interpreter is { } interpreter)
            interpreter.Raise(new(trigger, argument));
        else
            Raised.Enqueue(new(trigger, argument, IsTry: true));
    }

    internal bool TryDequeue(out QueuedTrigger<TTrigger> next) => Raised.TryDequeue(out next) || Queue.TryDequeue(out next);

    internal List<QueuedTrigger<TTrigger>> Deferred => field ??= [];

    /// <summary>Gets the state in which all of them were deferred; -1 if there are several. In any other state they are retried.</summary>
    internal int DeferredIn { get; private set; }

    /// <summary>Gets or sets the machine whose coroutine runs the instance and has to be resumed; null if none waits.</summary>
    internal Machine? Runner { get; set; }

    /// <summary>Gets or sets what the trigger does that the coroutine has accepted and not yet received.</summary>
    internal Plan<TState, TTrigger>? Found { get; set; }

    internal void Defer(QueuedTrigger<TTrigger> deferred, int state)
    {
        if (Deferred.Count == 0)
            DeferredIn = state;
        else if (DeferredIn != state)
            DeferredIn = -1;
        Deferred.Add(deferred);
    }

    /// <summary>Queues the deferred triggers before all others.</summary>
    internal void Recall()
    {
        var newer = Queue.Count;
        foreach (var trigger in Deferred)
            Queue.Enqueue(trigger);
        Deferred.Clear();
        for (; newer > 0; newer--)
            Queue.Enqueue(Queue.Dequeue());
    }

    /// <summary>
    /// Drops what is queued after a failure: notifies the observer of each trigger, and names them in the exception. Triggers that the
    /// observer fires meanwhile are dropped and named, too.
    /// </summary>
    internal void Drop(IStateMachine<TState, TTrigger> instance, Exception error)
    {
        TTrigger[] dropped = [.. TakeRaised(), .. TakeQueued()];
        if (Observer is { } observer)
        {
            foreach (var trigger in dropped)
            {
                try
                {
                    observer.OnDropped(instance, trigger);
                }
                catch (Exception)
                {
                    // Fire throws the failure that dropped the trigger.
                }
            }

            dropped = [.. dropped, .. TakeQueued()];
        }

        if (dropped.Length > 0)
            DisplayText.TryNote(error, Statechart.DroppedTriggers, DisplayText.OfAll(dropped));
    }

    /// <summary>Resumes the coroutine that runs the instance; where there is a gate, when the gate is free.</summary>
    internal void Wake()
    {
        if (Gate is null)
            Runner?.Wake();
        else
            Interlocked.CompareExchange(ref notedWake, 1, 0);
    }

    /// <summary>Resumes the coroutine if that was noted.</summary>
    internal void WakeIfNoted()
    {
        var noted = Interlocked.Exchange(ref notedWake, 0);
        if (noted == 1)
            Runner?.Wake();
        else if (noted != 0)
            WakeSilently();
    }

    /// <summary>Resumes the coroutine that runs the instance, after something else has fired the instance and failed.</summary>
    internal void WakeAfterFailure()
    {
        if (Gate is null)
            WakeSilently();
        else
            Interlocked.Exchange(ref notedWake, 2);
    }

    private void WakeSilently()
    {
        try
        {
            Runner?.Wake();
        }
        catch (Exception)
        {
            // Fire throws the first failure. The machine keeps its own as its fault.
        }
    }

    private IReadOnlyList<TTrigger> TakeRaised()
    {
        if (Interpreter is { } interpreter)
            return interpreter.Abandon();
        TTrigger[] raised = [.. Raised.Select(static queued => queued.Trigger)];
        Raised.Clear();
        return raised;
    }

    /// <summary>Begins a new queue. The old one is left to a thread that fires against the rules and may be using it.</summary>
    /// <returns>The triggers that were queued, in order.</returns>
    private TTrigger[] TakeQueued()
    {
        var old = Interlocked.Exchange(ref queue, value: null);
        try
        {
            if (old is null)
                return [];
            foreach (var queued in old)
                queued.Arrival?.Repeat();
            return [.. old.Where(static queued => queued.Arrival is null).Select(static queued => queued.Trigger)];
        }
        catch (InvalidOperationException)
        {
            return [];      // that thread added a trigger meanwhile
        }
    }
}
