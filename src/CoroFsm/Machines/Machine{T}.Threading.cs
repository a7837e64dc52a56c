namespace CoroFsm;

/// <content>Calls by several threads.</content>
public sealed partial class Machine<TEvent>
{
    private readonly TurnQueue? turns;

    /// <summary>
    /// Sends an event to a synchronized machine without blocking.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Removes the event from the queue if its turn has not begun.</param>
    /// <returns>A task that ends when the event has been handled, and fails if its handling fails. It is cancelled only if the event was
    /// removed from the queue, so that it is never handled.</returns>
    /// <exception cref="InvalidOperationException">The machine is not synchronized.</exception>
    /// <remarks>
    /// If no thread is inside the machine, the event is handled before this method returns. From inside, it is handled after the current
    /// event: do not wait for it there. Once its turn has begun, the event is handled, and <paramref name="cancellationToken"/> has no
    /// effect; a deferred event counts as handled. The event is handled under the execution context of this call (its
    /// <see cref="AsyncLocal{T}"/> values, culture and current activity).
    /// </remarks>
    public Task SendAsync(TEvent @event, CancellationToken cancellationToken = default)
    {
        var queue = TurnsForAsync();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        var lasting = Lasting.Of(@event);
        return queue.Queue(() => SendNow(lasting), cancellationToken);
    }

    /// <summary>Gets the queue for calls that do not block.</summary>
    /// <exception cref="InvalidOperationException">The machine is not synchronized.</exception>
    private TurnQueue TurnsForAsync() => turns ?? throw new InvalidOperationException(
        $"Machine {Name} is not synchronized. "
        + $"Start it with {nameof(MachineOptions)}.{nameof(MachineOptions.Synchronized)}, or use Send.");

    /// <summary>
    /// Performs a call of a machine that several threads may use: immediately from inside, otherwise in its turn. If threads are only
    /// checked, a second thread is rejected.
    /// </summary>
    /// <remarks>
    /// A thread that is inside another machine does not wait for its turn: only the observer is notified of an exception of its call.
    /// </remarks>
    private void Guarded<TArgument>(Action<Machine<TEvent>, TArgument> call, TArgument argument)
    {
        if (turns is null)
        {
            Checked(call, argument);
        }
        else if (turns.IsInside)
        {
            call(this, argument);
        }
        else if (turns.TryEnter())
        {
            try
            {
                call(this, argument);
            }
            finally
            {
                turns.Exit();
            }
        }
        else if (TurnQueue.IsInsideAny)
        {
            var lasting = argument is IDetachable<TArgument> borrowed ? borrowed.Detach() : argument;
            _ = turns.Queue(() => CallUnlessEnded(call, lasting), CancellationToken.None);
        }
        else
        {
            turns.Queue(() => call(this, argument), CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>Performs a call for which no caller waits. If the machine has ended, the observer is notified.</summary>
    private void CallUnlessEnded<TArgument>(Action<Machine<TEvent>, TArgument> call, TArgument argument)
    {
        try
        {
            call(this, argument);
        }
        catch (MachineEndedException)
        {
            Options.Observer?.OnDropped(this, argument);
        }
    }

    private void Checked<TArgument>(Action<Machine<TEvent>, TArgument> call, TArgument argument)
    {
        var thread = Environment.CurrentManagedThreadId;
        var inside = Interlocked.CompareExchange(ref Rarely.Runner, thread, 0);
        if (inside != 0 && inside != thread)
            throw UsedByTwoThreads();

        try
        {
            call(this, argument);
        }
        finally
        {
            if (inside == 0)
                Volatile.Write(ref Rarely.Runner, 0);
        }
    }
}
