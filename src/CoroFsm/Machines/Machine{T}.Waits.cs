using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>What the awaiters of an inbox call.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Parks a coroutine that takes the next event, whatever it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Park(CoroutineFrame frame)
    {
        if (!ReferenceEquals(Waiter, frame))
            Waiter = frame;         // compared first: a write barrier costs more
        Phase = Parked;
    }

    /// <summary>Parks a coroutine that takes what the filter accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ParkSelectively(CoroutineFrame frame)
    {
        if (!ReferenceEquals(Waiter, frame))
            Waiter = frame;
        Phase = Parked | Selective;
    }

    /// <summary>Arms the inbox for a generator, which parks when it yields.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Wait Arm()
    {
        Phase = Parked;
        return Wait.ForEvent;
    }

    /// <summary>Arms the inbox for a generator that goes on after the end of the input.</summary>
    internal Wait ArmEnumerating()
    {
        if ((Phase & InputEnded) == 0)
            Phase = Parked;
        return Wait.ForEventOrEnd;
    }

    /// <summary>Arms the inbox for a generator that takes what the filter accepts.</summary>
    internal Wait ArmSelectively()
    {
        Phase = Parked | Selective;
        return Wait.ForEvent;
    }

    /// <summary>Sets what a selective wait accepts: a <see cref="Func{T, TResult}"/> of the event, or a <see cref="Filter{TEvent}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Accept(object filter)
    {
        if (!ReferenceEquals(this.filter, filter))
            this.filter = filter;
    }

    /// <summary>Takes the event that was delivered.</summary>
    /// <exception cref="Exception">What was delivered instead of an event.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TEvent TakeEvent()
    {
        if (Phase != Running)
            RaiseSignal();
        return Current;
    }

    /// <summary>Takes the event that was delivered to an enumeration.</summary>
    /// <returns>False if the enumeration ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeEvent() => Phase == Running || TakesEventSpecially();

    /// <summary>Raises an error at the await of a method that is not a coroutine; thrown from here it would end the process.</summary>
    internal void RefuseForeignAwait(Action continuation)
    {
        var phase = Phase;
        Rarely.Signal = new NotSupportedException($"This is a receive of machine {Name}. {Delegation.OnlyCoroutinesAwait}");
        Phase = Signal;
        continuation();
        Phase = phase;
    }

    /// <summary>Gets a value indicating whether an enumeration that goes on now ends at once.</summary>
    internal bool HasEndedForEnumeration => Phase != Running && (Phase & InputEnded) != 0;

    /// <summary>Gets a value indicating whether what resumed the coroutine was no event, but the end of its enumeration.</summary>
    internal bool IsOver => (Phase & (InputEnded | Leaving)) != 0;

    /// <inheritdoc/>
    internal override Exception? TakeSignal(bool enumerates)
    {
        var phase = Phase;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RaiseSignal() => Delegation.Rethrow(TakeSignal(enumerates: false)!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakesEventSpecially()
    {
        if ((Phase & Signal) == 0 && (Phase & InputEnded) != 0)
            return false;           // asked again after the end
        if (TakeSignal(enumerates: true) is { } error)
            Delegation.Rethrow(error);
        return false;
    }
}
