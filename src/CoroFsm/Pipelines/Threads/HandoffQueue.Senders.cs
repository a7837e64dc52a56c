using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm.Pipelines;

/// <content>The data that senders add to their items: their contexts, and the restarts of the input.</content>
internal sealed partial class HandoffQueue<T>
{
    /// <summary>The changes of the sender's context: the position of an item, and the context from there on. Guarded by the lock.</summary>
    private readonly Queue<(int Position, ExecutionContext Context)> contexts = new();
    private ExecutionContext? lastContext;

    /// <summary>The number of <see cref="contexts"/>, which is read without the lock.</summary>
    private int contextCount;

    /// <summary>
    /// The positions at which the input restarts, each once, with the context of the sender. Guarded by the lock; the taker reads their
    /// number without it.
    /// </summary>
    private readonly Queue<(int Position, ExecutionContext Context)> restarts = new();
    private volatile int restartCount;
    private int lastRestart;

    /// <summary>Gets the context of the items of the last batch. Used by the taker.</summary>
    internal ExecutionContext? Context { get; private set; }

    /// <summary>Records that the input restarts behind the queued items. Has no effect if the queue has ended or failed.</summary>
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

    /// <summary>Takes the next restart, if it is due. Call it when <see cref="TryTake"/> has returned no item.</summary>
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
        contextCount = contexts.Count;      // visible to the taker with the item, which is published later
    }

    /// <summary>Takes the context of the next items.</summary>
    /// <param name="count">How many items there are.</param>
    /// <returns>The number of items that have that context.</returns>
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

    /// <summary>Releases the context of the last items, so that a sleeping taker does not keep it alive.</summary>
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
