using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>
/// A bounded first-in-first-out queue: any thread puts items in, one takes them out, in batches. The end is in the queue too, behind the items.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// A ring. The lock orders the senders and all that ends the queue; the taker does without it, so the two sides do not contend. Each side goes to sleep in the order
/// "say so, then look once more", and the other in the order "change, then see who sleeps", with a full fence between.
/// </remarks>
[StackTraceHidden]
internal sealed partial class HandoffQueue<T>(string name, int capacity)
{
    /// <summary>How long the taker first lets items gather, about a microsecond: looking for each would take its cache line from the sender every time.</summary>
    private const int Pause = 40;

    /// <summary>How often it looks then, before it goes to sleep: waking it costs the sender more than a hundred items.</summary>
    private const int Looks = 20;

    private readonly Lock gate = new();
    private readonly T[] ring = new T[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly SemaphoreSlim items = new(0);
    private readonly SemaphoreSlim room = new(0);
    private RingPositions positions;
    private int blocked;
    private int sleepers;

    /// <summary>Neither ended nor failed. Written under the lock.</summary>
    private volatile bool isOpen = true;

    /// <summary>The taker knows that the queue is over: nothing can fail it any more.</summary>
    private bool isEndTaken;
    private Exception? inputError;
    private volatile ExceptionDispatchInfo? failure;

    /// <summary>Sets the thread that takes: if it waited for room, nobody would make any.</summary>
    internal int Taker { private get; set; }

    /// <summary>Gets the context of the call that ended or failed the queue. To be read when it is over.</summary>
    internal ExecutionContext? EndContext { get; private set; }

    /// <summary>Gets a value indicating whether what is queued is not wanted any more.</summary>
    internal bool IsFailed => failure is not null;

    /// <summary>Gets what the queue has failed with, or else what its end has been told as; null: it has ended well. To be read when it is over.</summary>
    internal Exception? Error => failure?.SourceException ?? inputError;

    /// <summary>Puts an item in; waits while the queue is full.</summary>
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

        // The fence is the taker's: it goes to sleep far less often.
        if (Volatile.Read(ref sleepers) != 0)
            WakeTaker();
    }

    /// <summary>Ends the queue behind what is in it.</summary>
    /// <param name="error">What the input has failed with; null: it is complete.</param>
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

    /// <summary>Fails the queue: who puts gets the failure, also who waits for room, and what is queued is dropped.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="unlessClosed">Whether what is queued still counts if the end is queued too.</param>
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

    /// <summary>Takes what is there, without waiting.</summary>
    /// <param name="done">How many items of the last batch are done with: all of them.</param>
    /// <param name="isOver">Whether nothing will come any more.</param>
    /// <returns>
    /// The batch, whose items have one <see cref="Context"/>; empty if nothing is there. Its items stay where they are until the next is
    /// taken.
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

        // Read behind the tail: a restart before the last item is seen.
        if (restartCount > 0)
            count = Math.Min(count, CountToRestart());

        // Less than all, so that who waits for room need not wait until the queue is empty.
        count = Math.Min(count, Math.Min(ring.Length - start, Math.Max(1, capacity / 4)));
        return ring.AsSpan(start, count == 0 || Volatile.Read(ref contextCount) == 0 ? count : TakeContext(count));
    }

    /// <summary>Waits until something can be taken.</summary>
    internal void Wait()
    {
        var spin = default(SpinWait);
        if (!spin.NextSpinWillYield)        // there is a second processor
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

        // If a sender has seen it meanwhile, its call has to be waited for, or it would end the next sleep.
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

        // Half empty: who is woken finds room for many, and the taker still has something to do while it wakes.
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
        while (isOpen && (blocked > 0 || IsFull()))     // nobody overtakes who waits
        {
            if (Taker == Environment.CurrentManagedThreadId)
            {
                throw new InvalidOperationException(
                    $"{name} is full, and its own worker sends to it: nobody would ever make room. Take the cycle out of the graph, or raise the capacity ({capacity}).");
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
            throw new InvalidOperationException($"{name} was sent an item after its end. Send nothing after OnCompleted or OnError.");
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
