using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CoroFsm.Scheduling;

/// <summary>The interrupts that wait to be handled, and the signal that wakes the scheduler's thread.</summary>
/// <remarks>Any thread may add an interrupt. Items are <see cref="IInterrupt"/> objects or <see cref="Action"/> delegates.</remarks>
internal sealed class InterruptQueue : IDisposable
{
    /// <summary>Whether the scheduler's thread has to look here before the next turn.</summary>
    internal volatile bool IsSignaled;

    /// <summary>The number of traps in progress that end from outside. Used by the scheduler's thread only.</summary>
    internal int ExpectedTraps;

    private readonly ConcurrentQueue<object> queue = new();
    private readonly AutoResetEvent wakeUp = new(initialState: false);

    /// <summary>1 while the scheduler's thread blocks.</summary>
    private int isBlocked;

    /// <summary>The number of announced sources of interrupts.</summary>
    private int sources;

    internal bool IsBlocked => Volatile.Read(ref isBlocked) == 1;

    internal bool IsEmpty => queue.IsEmpty;

    internal int Count => queue.Count;

    /// <summary>Gets a value indicating whether interrupts may still come.</summary>
    internal bool IsExpecting => ExpectedTraps > 0 || Volatile.Read(ref sources) > 0;

    internal void Add(object interrupt) => queue.Enqueue(interrupt);

    internal bool TryTake([MaybeNullWhen(false)] out object interrupt) => queue.TryDequeue(out interrupt);

    /// <summary>Announces a source of interrupts.</summary>
    internal IDisposable AddSource()
    {
        AddExpected();
        return new Source(this);
    }

    internal void AddExpected() => Interlocked.Increment(ref sources);

    internal void RemoveExpected()
    {
        Interlocked.Decrement(ref sources);
        Signal();
    }

    /// <summary>Makes the scheduler's thread look at what has come.</summary>
    internal void Signal()
    {
        IsSignaled = true;
        if (Interlocked.Exchange(ref isBlocked, 0) == 1)
            wakeUp.Set();
    }

    /// <summary>Resets the signal, before the interrupts are handled.</summary>
    internal void ResetSignal()
    {
        IsSignaled = false;
        Interlocked.MemoryBarrier();
    }

    /// <summary>Blocks until the next signal.</summary>
    internal void Block()
    {
        Interlocked.Exchange(ref isBlocked, 1);
        if (IsSignaled && Interlocked.Exchange(ref isBlocked, 0) == 1)
            return;
        wakeUp.WaitOne();
    }

    public void Dispose() => wakeUp.Dispose();

    private sealed class Source(InterruptQueue interrupts) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) != 0)
                return;
            interrupts.RemoveExpected();
        }
    }
}
