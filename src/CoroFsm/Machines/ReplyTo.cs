namespace CoroFsm;

/// <summary>
/// Represents the caller that waits for the reply to an event. Created by <see cref="Machine{TEvent}.AskAsync"/>, and part of the event.
/// </summary>
/// <typeparam name="TReply">The type of the reply.</typeparam>
/// <remarks>Thread-safe: the reply may be given in a later turn, or by another thread.</remarks>
public sealed class ReplyTo<TReply> : IPendingReply
{
    private const int Claimed = 1;
    private const int Replied = 2;
    private const int TurnEnded = 4;

    private readonly TaskCompletionSource<TReply> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Machine? machine;

    /// <summary>Notifies the host that publishes the reply; null if the machine does.</summary>
    private readonly Action<IPendingReply>? replied;

    private CancellationTokenRegistration registration;
    private TReply? value;
    private Exception? failure;
    private int progress;

    internal ReplyTo(Machine machine) => this.machine = machine;

    /// <summary>Initializes a new instance whose reply a host publishes, by <see cref="IPendingReply.EndTurn"/>.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="replied">Called when the reply has been given, by the thread that gives it.</param>
    internal ReplyTo(Machine machine, Action<IPendingReply> replied)
        : this(machine) => this.replied = replied;

    /// <summary>Initializes a new instance that no caller waits for, because the event is handled again. A reply has no effect.</summary>
    internal ReplyTo()
    {
    }

    /// <summary>
    /// Gets a value indicating whether the caller has cancelled its wait. A reply then has no effect.
    /// </summary>
    public bool IsCancelled => completion.Task.IsCanceled;

    /// <inheritdoc/>
    bool IPendingReply.IsSettled => completion.Task.IsCompleted;

    /// <summary>Gets the task of the caller.</summary>
    internal Task<TReply> Task => completion.Task;

    /// <summary>Gives the reply. The caller receives it when the current turn of the machine has ended.</summary>
    /// <param name="value">The reply.</param>
    /// <exception cref="InvalidOperationException">The reply has already been given.</exception>
    /// <remarks>Has no effect if the caller has cancelled its wait, or has received an exception of the machine.</remarks>
    public void Reply(TReply value)
    {
        Claim();
        this.value = value;
        Reach(Replied);
        replied?.Invoke(this);
    }

    /// <summary>Fails the request: the caller receives an exception. The machine continues.</summary>
    /// <param name="exception">The exception.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The reply has already been given.</exception>
    /// <remarks>Has no effect if the caller has cancelled its wait, or has received an exception of the machine.</remarks>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Claim();
        failure = exception;
        Reach(Replied);
        replied?.Invoke(this);
    }

    /// <summary>Returns the name of the type, for messages that describe the event.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"ReplyTo<{typeof(TReply).Name}>";

    /// <inheritdoc/>
    void IPendingReply.EndTurn(Exception? failure)
    {
        if (failure is not null)
            ((IPendingReply)this).Abandon(failure);
        else
            Reach(TurnEnded);
    }

    /// <inheritdoc/>
    void IPendingReply.Abandon(Exception reason)
    {
        completion.TrySetException(reason);
        registration.Unregister();
    }

    internal void CancelBy(CancellationToken cancellationToken) => registration = cancellationToken.UnsafeRegister(
        static (reply, cancellationToken) => ((ReplyTo<TReply>)reply!).completion.TrySetCanceled(cancellationToken),
        this);

    private void Claim()
    {
        if ((Interlocked.Or(ref progress, Claimed) & Claimed) != 0)
        {
            throw new InvalidOperationException(
                (machine is null
                    ? "The machine has already replied to this request. "
                    : $"Machine {machine.Name} has already replied to this request (last state {machine.State} at {machine.Position}). ")
                + "Reply once.");
        }
    }

    /// <summary>Records a step, and publishes the reply when it has been given and the turn of the request has ended.</summary>
    private void Reach(int step)
    {
        if ((Interlocked.Or(ref progress, step) | step) != (Claimed | Replied | TurnEnded))
            return;

        if (failure is null)
            completion.TrySetResult(value!);
        else
            completion.TrySetException(failure);
        registration.Unregister();
    }
}
