namespace CoroFsm;

/// <content>Events that ask for a reply.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>
    /// Sends an event that asks for a reply to a synchronized machine, without blocking. The coroutine replies with the
    /// <see cref="ReplyTo{TReply}"/> that the event contains, immediately or in a later turn.
    /// </summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="ask">Creates the event.</param>
    /// <param name="cancellationToken">Ends the wait for the reply. Removes the event from the queue if its turn has not begun; otherwise
    /// the event is handled, and <see cref="ReplyTo{TReply}.IsCancelled"/> is true.</param>
    /// <returns>The reply, after the event has been handled; or the exception of its handling, or that of
    /// <see cref="ReplyTo{TReply}.Fail"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="ask"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The machine is not synchronized.</exception>
    /// <exception cref="MachineEndedException">From the returned task: the machine or its input has ended, or the machine ended without a
    /// reply.</exception>
    /// <exception cref="UnexpectedEventException">From the returned task: the event is unmatched, and was refused or ignored.</exception>
    /// <exception cref="OperationCanceledException">From the returned task: <paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// If no thread is inside the machine, the event is handled before this method returns. The caller continues outside of the machine's
    /// turn, on the thread pool. A reply that is never given fails the returned task when the machine ends.
    /// </remarks>
    public ValueTask<TReply> AskAsync<TReply>(Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var queue = TurnsForAsync();
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TReply>(cancellationToken);

        var reply = new ReplyTo<TReply>(this);
        var request = Lasting.Of(ask(reply));
        reply.CancelBy(cancellationToken);
        _ = queue.Queue(() => AskNow(request, reply), cancellationToken);
        return new(reply.Task);
    }

    private void AskNow(TEvent request, IPendingReply reply)
    {
        if (reply.IsSettled)
            return;     // cancelled at the last moment

        Exception? failure = null;
        try
        {
            if (!TakesEvents)
                throw HasEnded(request);
            if ((Phase & Waiting) == 0)
                throw IsBusy(request);
            HandleRequest(request);
        }
        catch (Exception error)
        {
            failure = error;
        }

        reply.EndTurn(failure);
        if (reply.IsSettled)
            return;
        if ((Phase & Ended) != 0)
            reply.Abandon(EndedWithoutReply(request));
        else
            (Rarely.EndWaiters ??= new()).Add(request, reply);
    }

    /// <summary>Handles a request as any event. One that is ignored fails, because no reply will be given.</summary>
    private void HandleRequest(TEvent request)
    {
        Exception? failure = null;
        try
        {
            if (Offer(request) == Delivery.Ignored)
                failure = Ignored(request);
        }
        catch (Exception error)
        {
            failure = error;
        }

        if (failure is not null || (Phase & ~Selective) != Waiting)
            Settle(failure);
    }

    private UnexpectedEventException Ignored(TEvent request) => new(
        $"Machine {Name} ignored {Describe(request)} in state {State} (waiting at {Position}), so it will not reply. "
        + "Receive or handle it there.");

    private MachineEndedException EndedWithoutReply(TEvent request) => new(
        $"Machine {Name} has ended ({Status}) without a reply to {Describe(request)}. "
        + $"Call {nameof(ReplyTo<>.Reply)} or {nameof(ReplyTo<>.Fail)} before the coroutine returns.",
        Fault);
}
