using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a bounded first-in, first-out queue: any thread adds items, one thread takes them in batches. The end is queued behind the
/// items.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// A ring buffer. The lock orders the senders and all operations that end the queue; the taker works without it, so the two sides do not
/// contend. Before it sleeps, a side announces that and checks once more; the other side makes its change and then checks for sleepers,
/// with a full fence in between.
/// </remarks>
[StackTraceHidden]
internal sealed partial class HandoffQueue<T>(string name, int capacity)
{
    /// <summary>
    /// The initial pause in which the taker lets items accumulate, about a microsecond: polling for each would take its cache line from the
    /// sender.
    /// </summary>
    private const int Pause = 40;

    /// <summary>The number of polls after that, before the taker sleeps: waking it costs the sender more than a hundred items.</summary>
    private const int Looks = 20;

    private readonly Lock gate = new();
    private readonly T[] ring = new T[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly SemaphoreSlim items = new(0);
    private readonly SemaphoreSlim room = new(0);
    private RingPositions positions;
    private int blocked;
    private int sleepers;

    /// <summary>Whether the queue has neither ended nor failed. Written under the lock.</summary>
    private volatile bool isOpen = true;

    /// <summary>Whether the taker has seen the end of the queue, after which the queue cannot fail.</summary>
    private bool isEndTaken;
    private Exception? inputError;
    private volatile ExceptionDispatchInfo? failure;

    /// <summary>Sets the thread that takes items. If it blocked while the queue is full, the queue would never drain.</summary>
    internal int Taker { private get; set; }

    /// <summary>Gets the context of the call that ended or failed the queue. Valid after the end.</summary>
    internal ExecutionContext? EndContext { get; private set; }

    /// <summary>Gets a value indicating whether the queued items are no longer wanted.</summary>
    internal bool IsFailed => failure is not null;

    /// <summary>Gets the failure of the queue, or else that of the input; null if the queue has completed. Valid after the end.</summary>
    internal Exception? Error => failure?.SourceException ?? inputError;

    /// <summary>Adds an item. Blocks while the queue is full.</summary>
    internal void Put(T item)
    {
        lock (gate)
        {
            if (!isOpen || blocked > 0 || positions.Tail - positions.HeadSeen == capacity)
                WaitForRoom();

            if (lastContext is null || !AmbientContext.IsCurrent(lastContext))
                ChangeContext();
            ring[positions.Tail & (ring.Length - 1)] = item;
            Volatile.Write(ref positions.Tail, positions.Tail + 1);
        }

        // The taker executes the fence, because it sleeps far less often.
        if (Volatile.Read(ref sleepers) != 0)
            WakeTaker();
    }

    /// <summary>Ends the queue behind the queued items.</summary>
    /// <param name="error">The failure of the input; null if it is complete.</param>
    /// <returns>False if it has already ended or failed.</returns>
    internal bool Close(Exception? error)
    {
        lock (gate)
        {
            if (!isOpen)
                return false;

            inputError = error;
            EndContext = AmbientContext.CaptureOrDefault();
            Shut();
            return true;
        }
    }

    /// <summary>Fails the queue: senders receive the failure, including those that are blocked, and the queued items are dropped.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="unlessClosed">Whether the queued items still count if the end is queued.</param>
    /// <returns>False if it has already failed, or its end has been taken.</returns>
    internal bool Fail(Exception error, bool unlessClosed = false)
    {
        lock (gate)
        {
            if (failure is not null || isEndTaken || (unlessClosed && !isOpen))
                return false;

            failure = ExceptionDispatchInfo.Capture(error);
            EndContext = AmbientContext.CaptureOrDefault();
            Shut();
            return true;
        }
    }

    /// <summary>Throws the failure, if there is one.</summary>
    internal void ThrowIfFailed() => failure?.Throw();

    /// <summary>Takes the available items without waiting.</summary>
    /// <param name="done">The number of items of the last batch that have been processed: all of them.</param>
    /// <param name="isOver">Whether no more items will arrive.</param>
    /// <returns>
    /// The batch, whose items share one <see cref="Context"/>; empty if no item is available. Its items remain in the buffer until the next
    /// call.
    /// </returns>
    internal Span<T> TryTake(int done, out bool isOver)
    {
        if (done > 0)
            Release(done);
        if (!isOpen && TakeEnd())
        {
            isOver = true;
            return [];
        }

        isOver = false;
        var start = positions.Head & (ring.Length - 1);
        var count = Volatile.Read(ref positions.Tail) - positions.Head;

        // Read after the tail, so that a restart before the last item is seen.
        if (restartCount > 0)
            count = Math.Min(count, CountToRestart());

        // Not all items, so that a blocked sender does not wait until the queue is empty.
        count = Math.Min(count, Math.Min(ring.Length - start, Math.Max(1, capacity / 4)));
        return ring.AsSpan(start, count == 0 || Volatile.Read(ref contextCount) == 0 ? count : TakeContext(count));
    }

    /// <summary>Waits until an item or the end can be taken.</summary>
    internal void Wait()
    {
        var spin = default(SpinWait);
        if (!spin.NextSpinWillYield)        // more than one processor
            Thread.SpinWait(Pause);
        while (spin.Count < Looks)
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (IsSomethingThere)
                return;
        }

        ForgetContext();
        Volatile.Write(ref sleepers, 1);
        Interlocked.MemoryBarrierProcessWide();

        // If a sender has seen the announcement meanwhile, wait for its signal, which would otherwise end the next sleep.
        if (!IsSomethingThere || Interlocked.Exchange(ref sleepers, 0) == 0)
            items.Wait();
    }

    private bool IsSomethingThere => Volatile.Read(ref positions.Tail) != positions.Head || !isOpen || restartCount > 0;

    private void Release(int done)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            ring.AsSpan(positions.Head & (ring.Length - 1), done).Clear();
        Volatile.Write(ref positions.Head, positions.Head + done);
        Interlocked.MemoryBarrier();

        // Half empty: a woken sender finds room for many items, and the taker still has work while the sender wakes.
        if (Volatile.Read(ref blocked) > 0 && Volatile.Read(ref positions.Tail) - positions.Head <= capacity / 2)
        {
            lock (gate)
                WakeSenders();
        }
    }

    private bool TakeEnd()
    {
        lock (gate)
            return isEndTaken = failure is not null || (positions.Tail == positions.Head && restartCount == 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForRoom()
    {
        while (isOpen && (blocked > 0 || IsFull()))     // no sender overtakes a blocked one
        {
            if (Taker == Environment.CurrentManagedThreadId)
            {
                throw new InvalidOperationException(
                    $"{name} is full, and its own worker sends to it, which would block forever. " +
                    $"Remove the cycle, or raise the capacity ({capacity}).");
            }

            blocked++;
            Interlocked.MemoryBarrier();
            if (blocked == 1 && !IsFull())
            {
                blocked = 0;
                break;
            }

            gate.Exit();
            room.Wait();
            gate.Enter();
        }

        ThrowIfFailed();
        if (!isOpen)
            throw new InvalidOperationException($"{name} was sent an item after its end. Send no items after OnCompleted or OnError.");
    }

    private bool IsFull()
    {
        positions.HeadSeen = Volatile.Read(ref positions.Head);
        return positions.Tail - positions.HeadSeen == capacity;
    }

    private void Shut()
    {
        isOpen = false;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref sleepers) != 0)
            WakeTaker();
        WakeSenders();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WakeTaker()
    {
        if (Interlocked.Exchange(ref sleepers, 0) != 0)
            items.Release();
    }

    private void WakeSenders()
    {
        if (blocked == 0)
            return;
        room.Release(blocked);
        blocked = 0;
    }
}
