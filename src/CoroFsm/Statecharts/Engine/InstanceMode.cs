using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Represents the special conditions of an instance, and the thread that handles a trigger. 0 is the shortest path.</summary>
/// <remarks>
/// <para>The number of the thread that handles a trigger stands above the flags.</para>
/// <para>
/// Recording it with each trigger would cost a fifth of the short forms. They leave it out; the first thread that queues claims the queue
/// with its own number, and if that was another thread, the one that handles the trigger finds the number when it has finished.
/// An instance never stays busy: a thread that makes it busy makes it idle when it leaves, whatever it finds. A thread that does not
/// handle a trigger changes the mode only atomically, and only while another one handles a trigger.
/// </para>
/// </remarks>
internal struct InstanceMode
{
    /// <summary>A trigger is being handled.</summary>
    private const int Firing = 1;

    /// <summary>A trigger is queued.</summary>
    private const int Backlogged = 2;

    /// <summary>A trigger is deferred.</summary>
    internal const int Deferring = 4;

    /// <summary>The state is kept outside.</summary>
    internal const int Stored = 8;

    /// <summary>An observer is notified.</summary>
    internal const int Observed = 16;

    /// <summary>Each fire claims the instance for its thread atomically.</summary>
    internal const int Checked = 32;

    /// <summary>A coroutine waits that has to be resumed when the instance is fired by something else.</summary>
    internal const int Awaited = 64;

    /// <summary>An interpreter holds the configuration: the chart has parts that the tables of cells lack.</summary>
    internal const int Interpreted = 128;

    /// <summary>A call waits while another thread handles a trigger: timers and work arrive on other threads.</summary>
    internal const int Synchronized = 256;

    /// <summary>The flags that stay when a trigger has been handled.</summary>
    private const int Persistent = Deferring | Stored | Observed | Checked | Awaited | Interpreted | Synchronized;

    /// <summary>The position of the thread's number.</summary>
    private const int OwnerShift = 9;

    private int bits;

    /// <summary>Gets a value indicating whether nothing is special: no trigger is handled, and no flag is set.</summary>
    internal readonly bool IsPlain => bits == 0;

    /// <summary>Gets a value indicating whether nothing is special but that an interpreter holds the configuration.</summary>
    internal readonly bool IsPlainlyInterpreted => bits == Interpreted;

    internal readonly bool IsFiring => (bits & Firing) != 0;

    internal readonly bool IsBacklogged => (bits & Backlogged) != 0;

    /// <summary>Gets a value indicating whether this thread has claimed the queue.</summary>
    internal readonly bool HasQueueHere => (bits & ~Persistent) == (Here | Backlogged);

    /// <summary>Gets the bits while this thread handles a trigger, where its number is recorded.</summary>
    private static int Here => (Environment.CurrentManagedThreadId << OwnerShift) | Firing;

    internal readonly bool Has(int flag) => (bits & flag) != 0;

    internal void Set(int flags) => bits |= flags;

    /// <summary>Sets a flag from any thread.</summary>
    internal void SetAtomically(int flag) => Interlocked.Or(ref bits, flag);

    /// <summary>Clears a flag from any thread.</summary>
    internal void ClearAtomically(int flag) => Interlocked.And(ref bits, ~flag);

    /// <summary>Makes a plain instance busy, without the number of the thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EnterPlainly() => bits = Firing;

    /// <summary>Makes the instance idle if it is as <see cref="EnterPlainly"/> left it.</summary>
    /// <returns>False if something has become special meanwhile.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryLeavePlainly()
    {
        if (bits != Firing)
            return false;
        bits = 0;
        return true;
    }

    /// <summary>Makes this thread the one that handles a trigger.</summary>
    /// <returns>False if another thread handles one, as far as that is checked.</returns>
    internal bool TryEnter()
    {
        var idle = bits & (Persistent | Backlogged);
        if ((idle & Checked) != 0)
            return Interlocked.CompareExchange(ref bits, idle | Here, idle) == idle;
        bits = idle | Here;
        return true;
    }

    /// <summary>Makes the instance idle; triggers that are still queued are handled with the next trigger.</summary>
    internal void Leave() => Volatile.Write(ref bits, bits & (Persistent | Backlogged));

    /// <summary>Makes the instance idle without a queue.</summary>
    internal void Reset() => bits &= Persistent;

    /// <summary>Returns whether a trigger is handled, and by no other thread than this one as far as is recorded.</summary>
    internal readonly bool IsOwnedHere() => IsOwnedHere(bits);

    /// <summary>Claims the queue for this thread.</summary>
    /// <param name="isNew">Whether the queue is to be empty: this thread is the first that queues.</param>
    /// <returns>False if another thread handles a trigger.</returns>
    internal bool TryClaimQueue(out bool isNew)
    {
        int now, claimed;
        do
        {
            now = bits;
            isNew = (now & Backlogged) == 0;
            if (!IsOwnedHere(now))
                return false;
            claimed = now | Here | Backlogged;
        }
        while (Interlocked.CompareExchange(ref bits, claimed, now) != now);

        return true;
    }

    /// <summary>Turns what is deferred into a queue of this thread.</summary>
    internal void Recall() => bits = (bits & Persistent & ~Deferring) | Backlogged | Here;

    internal void EndQueue() => bits &= ~Backlogged;

    private static bool IsOwnedHere(int bits) =>
        (bits & Firing) != 0 && bits >> OwnerShift is var owner && (owner == 0 || owner == Environment.CurrentManagedThreadId);
}
