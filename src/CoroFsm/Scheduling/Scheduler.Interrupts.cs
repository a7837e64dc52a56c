using System.Collections.Concurrent;
using System.ComponentModel;

namespace CoroFsm.Scheduling;

/// <content>What comes from outside: one queue, handled between turns.</content>
public sealed partial class Scheduler
{
    private readonly ConcurrentQueue<object> interrupts = new();
    private readonly AutoResetEvent wakeUp = new(initialState: false);

    /// <summary>Whether an interrupt has come, or a timer.</summary>
    private volatile bool isInterrupted;

    private volatile bool timerCame;

    /// <summary>1 while the scheduler's thread blocks.</summary>
    private int isBlocked;

    private int sources;

    /// <summary>Gets a value indicating whether the scheduler's thread blocks, because nothing can run: idle, it costs no processor time.</summary>
    public bool IsBlocked => Volatile.Read(ref isBlocked) == 1;

    /// <summary>Has something done on the scheduler's thread, between turns. Any thread may call it.</summary>
    /// <param name="action">What is to be done, under the <see cref="ExecutionContext"/> of this call. What it throws comes out of the
    /// call that runs the scheduler.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="BacklogFullException">Too many interrupts wait.</exception>
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

    /// <summary>Says that interrupts will come: as long as they may, <see cref="Run()"/> neither ends nor reports a deadlock when no task can run.</summary>
    /// <returns>Dispose of it when none will come any more. Any thread may.</returns>
    public IDisposable ExpectInterrupts()
    {
        Interlocked.Increment(ref sources);
        return new InterruptSource(this);
    }

    /// <summary>Sends a message to a task from outside. Any thread may.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="to">The task.</param>
    /// <param name="message">The message.</param>
    /// <returns>Ends when the message is in the mailbox (true), or the task has ended without it (false): do not send faster than that.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> names no task of this scheduler.</exception>
    /// <exception cref="BacklogFullException">Too many interrupts wait. The wait throws it if too many messages wait for room in the mailbox.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public Task<bool> SendAsync<TMessage>(TaskId to, TMessage message)
        where TMessage : notnull
    {
        ArgumentNullException.ThrowIfNull(message);
        var target = to.Task ?? throw TaskContext.NamesNoTask(nameof(to));
        if (!ReferenceEquals(target.Scheduler, this))
            throw new ArgumentException($"Task {to} belongs to another scheduler. Send to it with that one.", nameof(to));

        var sent = new OutsideSend<TMessage>(target, message);
        PostObject(sent, isBounded: true);
        return sent.Task;
    }

    /// <summary>Queues an interrupt, and wakes the scheduler's thread.</summary>
    internal void PostObject(object interrupt, bool isBounded = false)
    {
        ObjectDisposedException.ThrowIf(isBounded && isDisposed, this);
        if (isBounded && interrupts.Count >= MaxInterrupts)
            throw new BacklogFullException($"{MaxInterrupts} interrupts wait for the scheduler already. Let it run, post less, or raise SchedulerOptions.MaxInterrupts.");
        interrupts.Enqueue(interrupt);
        if (isDrained)
            RefuseInterrupts();         // it came too late for Dispose to see it
        else
            Interrupt();
    }

    /// <summary>Makes the scheduler's thread look at what has come.</summary>
    private void Interrupt()
    {
        isInterrupted = true;
        if (Interlocked.Exchange(ref isBlocked, 0) == 1)
            wakeUp.Set();
    }

    /// <summary>Blocks until an interrupt comes.</summary>
    private void Block()
    {
        Interlocked.Exchange(ref isBlocked, 1);
        if (isInterrupted && Interlocked.Exchange(ref isBlocked, 0) == 1)
            return;
        wakeUp.WaitOne();
    }

    private void HandleInterrupts()
    {
        isInterrupted = false;
        Interlocked.MemoryBarrier();
        try
        {
            if (timerCame)
                WakeWhatIsDue();

            // Those that come meanwhile are for the next time: the tasks get their turns in between.
            for (var count = interrupts.Count; count > 0 && interrupts.TryDequeue(out var interrupt); count--)
                Handle(interrupt);
        }
        finally
        {
            // Also when one throws: the others are for the next run.
            if (!interrupts.IsEmpty)
                isInterrupted = true;
        }
    }

    private void Handle(object interrupt)
    {
        switch (interrupt)
        {
            case Trap trap:
                trap.Finish();
                break;
            case ScheduledTask task:
                if (!task.HasEnded)
                    Begin(task);
                break;
            case OutsideSend sent:
                sent.Deliver();
                break;
            case INetworkInterrupt ended:
                ended.Finish();
                break;
            case ContextualAction action:
                action.Invoke();
                break;
            default:
                using (AmbientContext.Enter(context: null))
                    ((Action)interrupt)();
                break;
        }
    }

    private sealed class InterruptSource(Scheduler scheduler) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) != 0)
                return;
            Interlocked.Decrement(ref scheduler.sources);
            scheduler.Interrupt();
        }
    }
}
