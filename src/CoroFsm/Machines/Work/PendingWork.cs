using System.Diagnostics;

namespace CoroFsm;

/// <summary>Represents .NET work that a machine has started. Its end is a turn of the machine.</summary>
/// <remarks>
/// All fields are read and written in turns of the machine; the thread that ends the work only queues a turn.
/// </remarks>
[StackTraceHidden]
internal abstract partial class PendingWork<TEvent> : ITurn
{
    private protected readonly Machine<TEvent> Machine;
    private protected readonly ITurnHost? Host;
    private protected CancellationTokenSource Cancellation = new();
    private protected ExecutionContext Context = AmbientContext.Default;

    /// <summary>The task of the work; null until it is called.</summary>
    private protected Task? Called;

    private readonly Action queueTurn;

    /// <summary>The activity of the coroutine, if there is an observer: it may have started another one for the work.</summary>
    private Activity? activity;

    private protected PendingWork(Machine<TEvent> machine)
    {
        Machine = machine;
        Host = machine.TurnHost;
        queueTurn = Host is null ? QueueTurnNow : () => Host.Post(QueueTurnNow);
    }

    /// <summary>Gets the description for the observer; null if there is no observer.</summary>
    internal MachineWork? Description { get; private set; }

    /// <summary>
    /// Gets or sets the end of work that an exploration or a host ends; null for work that ends with the task that it has returned.
    /// </summary>
    internal IExploredEnd? Explored { get; set; }

    /// <summary>Gets or sets the name of explored work.</summary>
    internal string ExploredName { get; set; } = "";

    /// <summary>Gets the exception of the ended work; null if it has succeeded.</summary>
    internal Exception? Error => Called is null ? null
        : Called.IsCanceled ? new TaskCanceledException(Called)
        : Called.Exception?.InnerException;

    /// <summary>Gets the exception of the ended work, unless it was cancelled.</summary>
    internal Exception? Fault => Called!.Exception?.InnerException is { } error and not OperationCanceledException ? error : null;

    /// <summary>Gets a number that identifies the work among those that have used this object.</summary>
    internal virtual long Version => 0;

    /// <summary>
    /// Gets a value indicating whether the end of the work is a turn: the machine waits for it, or the work runs beside the state.
    /// </summary>
    internal abstract bool IsExpected { get; }

    /// <summary>Gets the token of the work.</summary>
    internal CancellationToken Token => Cancellation.Token;

    public bool TryRun()
    {
        try
        {
            RunTurn();
        }
        catch (Exception error)
        {
            // There is no sender, and perhaps no observer: then the fault is reported as that of a task that nothing awaits.
            if (Machine.IsUnobserved)
                _ = Task.FromException(error);
        }

        return true;
    }

    /// <summary>Takes the turn in which the work ends, under the context of the call that started it. The thread is inside.</summary>
    internal void RunTurn()
    {
        var (own, thread) = (Context, Thread.CurrentThread);
        if (!AmbientContext.IsCurrent(own, thread))
        {
            ExecutionContext.Run(own, static work => ((PendingWork<TEvent>)work!).TakeTurn(), this);
            return;
        }

        try
        {
            TakeTurn();
        }
        finally
        {
            AmbientContext.SwitchTo(own, thread);       // the turn leaves nothing behind
        }
    }

    /// <summary>Ends the work without cancelling it, because its machine is abandoned: its end has no effect.</summary>
    internal void Forget()
    {
        Leave();
        ForgetDescription();
    }

    /// <summary>Determines whether the work of a version has neither been left nor ended in a turn.</summary>
    internal abstract bool IsPending(long version);

    /// <summary>Takes the turn in which the work ends.</summary>
    private protected abstract void TakeTurn();

    /// <summary>Marks the work as left.</summary>
    private protected abstract void Leave();

    /// <summary>Sets the description, before the work is called.</summary>
    private protected void Describe(MachineWork? description)
    {
        if (description is not null)
            (Description, activity) = (description, Activity.Current);
    }

    /// <summary>Restores the activity of the coroutine, after the work was called.</summary>
    private protected void RestoreActivity()
    {
        if (Description is not null)
            Activity.Current = activity;
    }

    private protected void ForgetDescription() => (Description, activity) = (null, null);

    /// <summary>
    /// Queues the turn in which the work ends, as soon as its task has ended. An exploration queues the turns of explored work.
    /// </summary>
    private protected void QueueTurnAtEnd()
    {
        if (Explored is null)
            Called!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(queueTurn);
    }

    /// <summary>Queues the turn in which the work ends. Any thread may call this method.</summary>
    private protected void QueueTurn() => queueTurn();

    private void QueueTurnNow() => Machine.QueueWork(this);
}
