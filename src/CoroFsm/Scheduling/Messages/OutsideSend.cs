namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a message from outside, which waits for room like any other. It can be cancelled until it is in the mailbox.
/// </summary>
internal sealed class OutsideSend<T>(ScheduledTask target, T message) : IInterrupt, IPendingMessage
{
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration registration;
    private int isSettled;

    /// <summary>Whether it waits for room. Used by the scheduler's thread only.</summary>
    private bool isPending;

    public bool IsWanted => Volatile.Read(ref isSettled) == 0;

    internal Task<bool> Task => completion.Task;

    internal void CancelBy(CancellationToken cancellationToken) => registration = cancellationToken.UnsafeRegister(
        static (send, cancellationToken) => ((OutsideSend<T>)send!).Cancel(cancellationToken),
        this);

    public bool TryPut(Mailbox mailbox)
    {
        if (!TrySettle())
            return false;
        mailbox.Add(message);
        completion.SetResult(true);
        return true;
    }

    /// <inheritdoc cref="IPendingMessage.Refuse"/>
    public void Refuse()
    {
        if (TrySettle())
            completion.SetResult(false);
    }

    /// <summary>Puts the message into the mailbox, or where it waits for room.</summary>
    public void Finish()
    {
        if (target.HasEnded || target.ExtrasOrNull?.Mailbox is not { IsFull: true } mailbox)
        {
            if (TrySettle())
                completion.SetResult(target.Deliver(message) == ScheduledTask.Delivery.Taken);
        }
        else if (mailbox.Pending?.Count >= target.Scheduler.MaxInterrupts)
        {
            if (TrySettle())
                completion.SetException(TooManyPending());
        }
        else if (IsWanted)
        {
            isPending = true;
            mailbox.AddPending(this);
        }
    }

    private BacklogFullException TooManyPending() => new(
        $"{target.Scheduler.MaxInterrupts} messages wait for room in the mailbox of task {target.Describe()} already. "
        + "Await each send before the next.");

    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref isSettled, 1) != 0)
            return;
        completion.SetCanceled(cancellationToken);
        target.Scheduler.PostObject(new Removal(this));
    }

    private void NoteGivenUp()
    {
        if (isPending)
            target.ExtrasOrNull?.Mailbox?.GiveUpPending();
    }

    private bool TrySettle()
    {
        if (Interlocked.Exchange(ref isSettled, 1) != 0)
            return false;
        registration.Unregister();
        return true;
    }

    /// <summary>Removes a cancelled message that waits for room, on the scheduler's thread.</summary>
    private sealed class Removal(OutsideSend<T> send) : IInterrupt
    {
        public void Finish() => send.NoteGivenUp();

        public void Refuse()
        {
        }
    }
}
