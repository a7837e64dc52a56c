using System.ComponentModel;

namespace CoroFsm.Scheduling;

/// <content>What comes from outside: one queue, handled between turns.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Gets a value indicating whether the scheduler's thread blocks, because no task can run. A blocked scheduler uses no processor time.
    /// </summary>
    public bool IsBlocked => Interrupts.IsBlocked;

    /// <summary>Gets a value indicating whether this thread holds the scheduler.</summary>
    internal bool IsInside => hold.IsInside;

    /// <summary>Calls an action on the scheduler's thread, between turns (an interrupt). Any thread may call this method.</summary>
    /// <param name="action">The action. It runs under the <see cref="ExecutionContext"/> of this call. Its exceptions are thrown by the
    /// call that runs the scheduler.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="BacklogFullException"><see cref="SchedulerOptions.MaxInterrupts"/> interrupts already wait.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        PostObject(AmbientContext.Capture() is { } context ? new ContextualAction(action, context) : action, isBounded: true);
    }

    /// <summary>Refuses a function that returns a task.</summary>
    [Obsolete(AsyncLambdas.Interrupt, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Post<TTask>(Func<TTask> action)
        where TTask : Task =>
        AsyncLambdas.Refuse<object>(AsyncLambdas.Interrupt);

    /// <summary>
    /// Announces interrupts: as long as they may come, <see cref="Run()"/> neither ends nor reports a deadlock when no task can run.
    /// </summary>
    /// <returns>An object to dispose of when no more will come. Any thread may dispose of it.</returns>
    public IDisposable ExpectInterrupts() => Interrupts.AddSource();

    /// <summary>Sends a message to a task from outside. Any thread may call this method.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="to">The task.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Takes the message back if it is not yet in the mailbox.</param>
    /// <returns>
    /// A task that ends when the message is in the mailbox (true), or the receiver has ended without it (false). It is cancelled only if
    /// the message was taken back, so that it is never received. Await it before you send the next message, so that a full mailbox slows
    /// the sender down.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> names no task of this scheduler.</exception>
    /// <exception cref="BacklogFullException">
    /// <see cref="SchedulerOptions.MaxInterrupts"/> interrupts already wait. The returned task fails with it if as many messages already
    /// wait for room in the mailbox.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public Task<bool> SendAsync<TMessage>(TaskId to, TMessage message, CancellationToken cancellationToken = default)
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(message);
        var target = to.Task ?? throw TaskContext.NamesNoTask(nameof(to));
        if (!ReferenceEquals(target.Scheduler, this))
            throw new ArgumentException($"Task {to} belongs to another scheduler. Send to it with that one.", nameof(to));

        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<bool>(cancellationToken);

        var sent = new OutsideSend<TMessage>(target, message);
        sent.CancelBy(cancellationToken);
        try
        {
            PostObject(sent, isBounded: true);
        }
        catch
        {
            sent.Refuse();
            throw;
        }

        return sent.Task;
    }

    /// <summary>Queues an interrupt, and wakes the scheduler's thread.</summary>
    /// <param name="interrupt">The interrupt: an <see cref="IInterrupt"/> or an <see cref="Action"/>.</param>
    /// <param name="isBounded">Whether it may be refused, because too many wait or the scheduler has been disposed of.</param>
    internal void PostObject(object interrupt, bool isBounded = false)
    {
        ObjectDisposedException.ThrowIf(isBounded && isDisposed, this);
        if (isBounded && Interrupts.Count >= MaxInterrupts)
        {
            throw new BacklogFullException(
                $"{MaxInterrupts} interrupts wait for the scheduler already. "
                + "Let it run, post less, or raise SchedulerOptions.MaxInterrupts.");
        }

        Interrupts.Add(interrupt);
        if (isDrained)
            RefuseInterrupts();         // it came too late for Dispose to see it
        else
            Interrupts.Signal();
    }

    /// <summary>Handles an interrupt now if this thread holds the scheduler, or can; otherwise queues it.</summary>
    internal void HandleOrPost(object interrupt, bool isBounded = false)
    {
        if (IsInside)
        {
            Handle(interrupt);
        }
        else if (hold.TryHold())
        {
            try
            {
                Handle(interrupt);
            }
            finally
            {
                Leave();
            }
        }
        else
        {
            PostObject(interrupt, isBounded);
        }
    }

    private void HandleInterrupts()
    {
        Interrupts.ResetSignal();
        try
        {
            timers.HandleElapsed();

            // Those that come meanwhile are for the next round: the tasks get their turns in between.
            for (var count = Interrupts.Count; count > 0 && Interrupts.TryTake(out var interrupt); count--)
                Handle(interrupt);
        }
        finally
        {
            // Also when one throws: the others are for the next run.
            if (!Interrupts.IsEmpty)
                Interrupts.IsSignaled = true;
        }
    }

    private static void Handle(object interrupt)
    {
        if (interrupt is IInterrupt known)
        {
            known.Finish();
            return;
        }

        using (AmbientContext.Enter(context: null))
            ((Action)interrupt)();
    }
}
