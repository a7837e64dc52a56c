using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The operations of an inbox's awaiters.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Parks a coroutine that receives the next event, without a filter.</summary>
    /// <returns>False if the wait will be refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Park(CoroutineFrame frame)
    {
        // Compared first: a write barrier costs more.
        if (!ReferenceEquals(Waiter, frame) && !TryReplaceWaiter(frame))
            return false;
        Phase = Parked;
        return true;
    }

    /// <summary>Parks a coroutine that receives the next event that the filter accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ParkSelectively(CoroutineFrame frame)
    {
        if (ReferenceEquals(Waiter, frame) || TryReplaceWaiter(frame))
            Phase = Parked | Selective;
    }

    /// <summary>Arms the inbox for a generator, which parks when it yields.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Wait Arm()
    {
        if (Waiter is not { CanYield: true } || (Phase & TakesNoWait) != 0)
            ThrowNoGenerator();
        Phase = Parked;
        return Wait.ForEvent;
    }

    /// <summary>Arms the inbox for a generator that continues after the end of the input.</summary>
    internal Wait ArmEnumerating()
    {
        if (Waiter is not { CanYield: true } || (Phase & TakesNoWait) != 0)
            ThrowNoGenerator();
        if ((Phase & InputEnded) == 0)
            Phase = Parked;
        return Wait.ForEventOrEnd;
    }

    /// <summary>Arms the inbox for a generator that receives the next event that the filter accepts.</summary>
    internal Wait ArmSelectively()
    {
        if (Waiter is not { CanYield: true } || (Phase & TakesNoWait) != 0)
            ThrowNoGenerator();
        Phase = Parked | Selective;
        return Wait.ForEvent;
    }

    /// <summary>
    /// Sets the filter of a selective wait: a <see cref="Func{T, TResult}"/> of the event, or a <see cref="Filter{TEvent}"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Accept(object filter)
    {
        if (!ReferenceEquals(this.filter, filter))
            this.filter = filter;
    }

    /// <summary>Returns the filter that accepts one case and a predicate of it: the one of the last selective wait, if that fits.</summary>
    internal Filter<TEvent> FilterOf<TCase>(Func<TCase, bool> predicate) =>
        filter is CasePredicate<TEvent, TCase> last && ReferenceEquals(last.Predicate, predicate)
            ? last
            : new CasePredicate<TEvent, TCase>(predicate);

    /// <summary>Takes the delivered event.</summary>
    /// <exception cref="Exception">An exception was delivered instead of an event.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TEvent TakeEvent()
    {
        if (Phase != Delivered)
            RaiseSignal();
        return Current;
    }

    /// <summary>Takes the event that was delivered to an enumeration.</summary>
    /// <returns>False if the enumeration ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeEvent() => Phase == Delivered || TryTakeEventSlow();

    /// <summary>Raises an error at the await of a method that is not a coroutine. Thrown from here, it would end the process.</summary>
    internal void RefuseForeignAwait(Action continuation)
    {
        var phase = Phase;
        Rarely.Signal = new NotSupportedException($"This is a receive of machine {Name}. {Delegation.OnlyCoroutinesAwait}");
        Phase = Signal;
        continuation();
        Phase = phase;
    }

    /// <summary>Gets a value indicating whether a further step of an enumeration ends it immediately.</summary>
    internal bool HasEndedForEnumeration => Phase != Running && (Phase & InputEnded) != 0;

    /// <summary>Gets a value indicating whether the coroutine was resumed not by an event, but by the end of its enumeration.</summary>
    internal bool IsOver => (Phase & (InputEnded | Leaving)) != 0;

    /// <inheritdoc/>
    internal override Exception? TakeSignal(bool enumerates)
    {
        var phase = Phase;
        if ((phase & Signal) == 0)
            return NotDelivered();
        if ((phase & WorkEnded) != 0)
        {
            Phase = reserve!.Work!.PhaseBefore;
            return null;
        }

        if ((phase & InputEnded) != 0)
        {
            Phase = InputEnded;
            return enumerates ? null : new EndOfInputException();
        }

        if ((phase & Leaving) != 0)
        {
            Phase = Leaving;
            return enumerates && !IsClosing ? null : LeavingWith;
        }

        Phase = Running;
        var signal = Rarely.Signal;
        Rarely.Signal = null;
        return signal;
    }

    /// <summary>
    /// Creates the exception for a wait without a delivery. If the wait was refused, its effect on this machine is undone.
    /// </summary>
    private InvalidOperationException NotDelivered()
    {
        var refused = TakeRefused();
        if (refused is not null && reserve?.Work is { IsCalled: true } work)
            LeaveWork(work);
        if ((Phase & Ended) != 0)
        {
            return new(
                $"Machine {Name} has ended ({Status}), so a stored receive cannot return an event. "
                + "Call Receive where you await it.",
                Fault);
        }

        if (refused is null)
            return new($"Machine {Name}: the result of a receive was taken, but no event was delivered to it. Await each receive once.");
        if ((Phase & Waiting) == 0 || !ReferenceEquals(Waiter, refused))
            return TwoWait();

        ForgetLimit();
        LeaveWork();
        Phase = Running;
        return new(
            $"A coroutine waits for something other than its own inbox: at {Position} for the inbox of machine {Name}, "
            + $"which does not run it. Await the inbox that the coroutine was started with, or a coroutine that does.{HintAtThreads}");
    }

    [DoesNotReturn]
    private void ThrowNoGenerator() => throw new InvalidOperationException(
        $"Machine {Name}: a receive at {Position} was converted to a {nameof(Wait)} where no generator is running that could yield it. "
        + "Await the receive, or yield it in the statement that creates it.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RaiseSignal() => Delegation.Rethrow(TakeSignal(enumerates: false) ?? NotDelivered());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryTakeEventSlow()
    {
        if ((Phase & Signal) == 0 && (Phase & InputEnded) != 0)
            return false;           // called again after the end
        if (TakeSignal(enumerates: true) is { } error)
            Delegation.Rethrow(error);
        return false;
    }
}
