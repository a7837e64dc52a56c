using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm.Pipelines;

/// <content>What senders leave beside their items: their contexts, and the restarts of the input.</content>
internal sealed partial class HandoffQueue<T>
{
    /// <summary>Where the context of the senders changes: by the position of an item, the context from there on. Under the lock.</summary>
    private readonly Queue<(int Position, ExecutionContext Context)> contexts = new();
    private ExecutionContext? lastContext;

    /// <summary>The number of <see cref="contexts"/>, for a look without the lock.</summary>
    private int contextCount;

    /// <summary>
    /// The positions at which the input starts over, each once, with the context of the sender. Under the lock; the taker looks at their
    /// number without.
    /// </summary>
    private readonly Queue<(int Position, ExecutionContext Context)> restarts = new();
    private volatile int restartCount;
    private int lastRestart;

    /// <summary>Gets the context under which the items of the last batch were put in. Of the taker.</summary>
    internal ExecutionContext? Context { get; private set; }

    /// <summary>Notes that the input starts over behind what is in the queue. Does nothing if the queue has ended or failed.</summary>
    internal void Restart()
    {
        var context = AmbientContext.CaptureOrDefault();
        lock (gate)
        {
            if (!isOpen || (restartCount > 0 && lastRestart == positions.Tail))
                return;

            lastRestart = positions.Tail;
            restarts.Enqueue((lastRestart, context));
            restartCount = restarts.Count;
        }

        if (Volatile.Read(ref sleepers) != 0)
            WakeTaker();
    }

    /// <summary>Takes the restart that is next, if one is: where <see cref="TryTake"/> has given no item.</summary>
    /// <param name="context">The context of its sender.</param>
    internal bool TryTakeRestart([NotNullWhen(true)] out ExecutionContext? context)
    {
        context = null;
        if (restartCount == 0 || CountToRestart() > 0)
            return false;

        lock (gate)
        {
            context = restarts.Dequeue().Context;
            restartCount = restarts.Count;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChangeContext()
    {
        var context = AmbientContext.CaptureOrDefault();
        if (ReferenceEquals(context, lastContext))
            return;     // its flow is suppressed
        contexts.Enqueue((positions.Tail, context));
        lastContext = context;
        contextCount = contexts.Count;      // seen by the taker with the item, which is published later
    }

    /// <summary>Takes the context of the next items.</summary>
    /// <param name="count">How many items there are.</param>
    /// <returns>How many of them have that context.</returns>
    private int TakeContext(int count)
    {
        lock (gate)
        {
            var next = contexts.Peek();
            if (next.Position == positions.Head)
            {
                Context = contexts.Dequeue().Context;
                contextCount = contexts.Count;
                if (!contexts.TryPeek(out next))
                    return count;
            }

            return Math.Min(count, next.Position - positions.Head);
        }
    }

    /// <summary>Forgets the context of the last items, so that a taker that sleeps does not keep it alive.</summary>
    private void ForgetContext()
    {
        lock (gate)
        {
            if (positions.Tail == positions.Head)
                lastContext = Context = null;       // the next item records its own
        }
    }

    private int CountToRestart()
    {
        lock (gate)
            return restarts.Peek().Position - positions.Head;
    }
}
