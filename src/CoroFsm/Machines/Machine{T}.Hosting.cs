namespace CoroFsm;

/// <content>What a host needs that records the events of its machines, removes machines from memory, and runs them again.</content>
public sealed partial class Machine<TEvent>
{
    /// <inheritdoc/>
    internal override bool IsQuiescent => (Phase & (Ended | Waiting)) == Waiting && !IsClosing && !HasQueued;

    /// <inheritdoc/>
    internal override int DeferredCount => reserve?.Deferred.Count ?? 0;

    /// <inheritdoc/>
    internal override ulong StateHash
    {
        get
        {
            if ((Phase & (Ended | Waiting)) != Waiting)
                return HashUnlessWaiting();

            ref var hashed = ref turns is null ? ref Rarely.Hashed : ref turns.Hashed;
            hashed ??= new();
            var (waiter, name) = (Waiter!, StateName);
            return hashed.IsOf(waiter, name) ? hashed.Value : hashed.Update(waiter, name);
        }
    }

    /// <summary>Gets a value indicating whether the machine must be resumed as soon as it waits.</summary>
    private bool HasQueued => reserve is { Queue.Count: > 0 } or { IsWoken: true };

    /// <summary>Sends an event to a machine that waits, and returns what became of this event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="failure">The exception that <see cref="Send"/> would throw; null if there is none.</param>
    /// <exception cref="InvalidOperationException">The machine is running, or is not synchronized.</exception>
    internal Delivery Deliver(TEvent @event, out Exception? failure)
    {
        var queue = EnterTurn();
        try
        {
            return DeliverInside(@event, out failure);
        }
        finally
        {
            queue.Exit();
        }
    }

    /// <summary>Enters a machine that waits or has ended. The caller exits.</summary>
    /// <exception cref="InvalidOperationException">The machine is running, or is not synchronized.</exception>
    internal TurnQueue EnterTurn()
    {
        var queue = TurnsForAsync();
        return queue.TryEnter() ? queue : throw IsRunning();
    }

    private Delivery DeliverInside(TEvent @event, out Exception? failure)
    {
        if (!TakesEvents)
        {
            failure = HasEnded(@event);
            return Delivery.Refused;
        }

        failure = null;
        var delivery = Delivery.Refused;
        var deferred = DeferredCount;
        reserve?.HasRejected = false;
        try
        {
            StackGuard.EnsureRoom();
            Options.Observer?.OnReceived(this, @event);
            if (IsAccepted(@event, out var handler))
            {
                delivery = Delivery.Handled;
                Consume(@event, handler);
            }
            else
            {
                delivery = LeaveUnmatched(@event, origin: null);
            }
        }
        catch (Exception error)
        {
            failure = error;
        }

        if (reserve is { HasRejected: true })
            delivery = Delivery.Refused;
        if (delivery is Delivery.Ignored or Delivery.Refused && (DeferredCount != deferred || HasQueued))
            delivery = Delivery.Handled;        // a filter has queued or deferred something
        if (failure is not null || (Phase & ~Selective) != Waiting)
            failure = SettleAll(failure);
        return delivery;
    }

    /// <summary>Returns the hash of the name of the last state, or of the status after the end.</summary>
    private ulong HashUnlessWaiting() => (Phase & Ended) != 0
        ? StableHash.Of(Status.ToString()).Value
        : HashedState.Of(Waiter, HashedState.Of(StateName), isExact: false).Value;

    private InvalidOperationException IsRunning() => new(
        $"Machine {Name} is running (last state {State}), so its host cannot begin a turn or abandon it. "
        + "Call it between two turns, from one thread at a time.");
}
