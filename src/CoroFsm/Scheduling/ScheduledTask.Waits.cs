using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>The operations of the awaiters of traps: a trap begins, parks, and ends.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>Parks the task at a trap.</summary>
    /// <param name="frame">The coroutine that waits.</param>
    /// <param name="kind">The kind of the wait.</param>
    /// <returns>False if its wait will be refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Park(CoroutineFrame frame, int kind)
    {
        if (!ReferenceEquals(Waiter, frame) && !TryReplaceWaiter(frame))
            return false;
        Phase = Waiting | kind;
        return true;
    }

    /// <summary>Announces a trap, before it parks.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive(int line, string file)
    {
        if ((Phase & ~Delivered) != 0)
            ArriveSpecially(line, file);
        else
            Phase = Running;
        location = WaitLocations.Find(line, file);
    }

    /// <summary>Announces a trap whose wait may have a state name of its own.</summary>
    /// <param name="state">The name; null: it has none.</param>
    /// <param name="line">The line.</param>
    /// <param name="file">The file, a literal.</param>
    [StackTraceHidden]
    internal void Arrive(string? state, int line, string file)
    {
        Arrive(line, file);
        if (state is null)
            return;
        Extras.StateName = state;
        location = WaitLocations.Find(line, file, isNamed: true);
    }

    /// <summary>Announces a trap that hardly ever waits, and so notes its location only when it does.</summary>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive()
    {
        if ((Phase & ~Delivered) != 0)
            ArriveSpecially(line: 0, file: "a send");
    }

    /// <summary>Wakes the task: it waits for this time, or its timeout has elapsed.</summary>
    public void OnDue()
    {
        if (IsReady)
            Phase |= TimedOut;      // it is going to look at a message that has come
        else
            Scheduler.Wake(this, Kind == Sleeping ? 0 : TimedOut);
    }

    /// <summary>Ends a trap: throws the exception that came instead of its end.</summary>
    /// <param name="isCompleted">Whether the trap had ended before it was awaited, or would have.</param>
    /// <exception cref="InvalidOperationException">The trap has not ended: it was not awaited, or not by a coroutine of this
    /// task.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndTrap(bool isCompleted = false)
    {
        if (Phase != Delivered)
            EndTrapSpecially(isCompleted);
    }

    /// <summary>Ends a trap that waits for the end of another task.</summary>
    /// <param name="target">The other task; null: it had ended before.</param>
    /// <param name="isCompleted">Whether it had ended before the trap was awaited.</param>
    /// <exception cref="InvalidOperationException">The other task has not ended, or the trap has not.</exception>
    [StackTraceHidden]
    internal void EndTrapFor(ScheduledTask? target, bool isCompleted)
    {
        EndTrap(isCompleted);
        if (target is { HasEnded: false })
            throw NotDelivered();
    }

    /// <summary>Throws if nothing has come that could end a trap.</summary>
    /// <param name="isCompleted">Whether the trap had ended before it was awaited.</param>
    [StackTraceHidden]
    internal void EnsureDelivered(bool isCompleted)
    {
        if (!IsDelivered(isCompleted))
            throw NotDelivered();
    }

    /// <inheritdoc/>
    internal override Exception? TakeSignal(bool enumerates)
    {
        if ((Phase & Leaving) != 0)
        {
            Phase = Leaving;
            return LeavingWith();
        }

        Phase = Running;
        if (ExtrasOrNull is not { Signal: { } signal } extras)
            return null;

        extras.Signal = null;
        return signal;
    }

    /// <inheritdoc/>
    private protected override bool IsBeingClosed => IsKilled;

    private protected override InvalidOperationException CannotGoOn(string why) => new($"Task {Describe()} cannot continue. {why}");

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndTrapSpecially(bool isCompleted)
    {
        EnsureDelivered(isCompleted);
        if (Phase != Running && TakeSignal(enumerates: false) is { } error)
            Delegation.Rethrow(error);
    }

    private bool IsDelivered(bool isCompleted) =>
        (Phase & (Waiting | Ended)) == 0 && ((Phase & (Delivered | Signal | Leaving)) != 0 || isCompleted);

    /// <summary>
    /// Creates the exception for a wait to which nothing was delivered. If the wait is refused, what it has done to this task is undone.
    /// </summary>
    private InvalidOperationException NotDelivered()
    {
        var refused = TakeRefused();
        if (HasEnded)
            return ContextOfEnded();
        if (refused is null)
        {
            return new(
                $"Task {Describe()}: the result of a wait was taken, but the wait has not ended. "
                + "Await each wait of a task's context, once.");
        }

        if ((Phase & Waiting) == 0 || !ReferenceEquals(Waiter, refused))
        {
            return new(
                $"Task {Describe()} already waits at {Position}, so nothing else can wait with its context. "
                + "Await each trap and each coroutine before the next is called, and use only the task's own context.");
        }

        var position = Position;
        var cancelError = Scheduler.CancelWait(this);
        Phase = Running;
        return new(
            $"A coroutine waits for something other than its own inbox or task: at {position} with the context of task {Describe()}, "
            + "which does not run it. Use only what the coroutine was started with.",
            cancelError);
    }

    private InvalidOperationException ContextOfEnded() =>
        new($"Task {Describe()} has ended, so its context can no longer wait. Use the context of the task that runs.");

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ArriveSpecially(int line, string file)
    {
        if ((Phase & Ended) != 0)
            throw ContextOfEnded();
        if ((Phase & Waiting) != 0)
        {
            throw new InvalidOperationException(
                $"Task {Describe()} already waits at {Position}, so it cannot wait at {Path.GetFileName(file)}:{line} too. "
                + "Await each trap and each coroutine before the next is called, and use only the task's own context.");
        }

        if ((Phase & Leaving) == 0)
        {
            // The error or the timeout of the last wait, which an awaiter of the user's has not taken. An error is not lost.
            if (TakeSignal(enumerates: false) is { } untaken)
                Delegation.Rethrow(untaken);
            return;
        }

        if (Refuse())
            Delegation.Rethrow(LeavingWith());
        Phase = Running;        // it parks, and the scheduler gives it up
    }
}
