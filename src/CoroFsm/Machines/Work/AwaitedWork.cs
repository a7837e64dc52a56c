using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents the work that a machine awaits. Its end is a turn of the machine. An object whose work has ended in time is used again;
/// one whose wait was left otherwise is not.
/// </summary>
/// <remarks>
/// All fields are read and written in turns of the machine; the thread that ends the work only queues a turn.
/// </remarks>
[StackTraceHidden]
internal sealed partial class AwaitedWork<TEvent> : ITurn
{
    private readonly Machine<TEvent> machine;
    private readonly ITurnHost? host;
    private readonly Action queueTurn;
    private CancellationTokenSource cancellation = new();
    /// <summary>Whether work that did not complete at once has the token. It may keep it, so other work needs another one.</summary>
    private bool hasPended;

    private ExecutionContext context = AmbientContext.Default;
    private Task? task;
    private Unmatched? unmatched;
    private WorkStage stage;

    /// <summary>The activity of the coroutine, if there is an observer: it may have started another one for the work.</summary>
    private Activity? activity;

    /// <summary>Incremented after each use, so that a stale wait is detected.</summary>
    private int version;

    internal AwaitedWork(Machine<TEvent> machine, ITurnHost? host)
    {
        this.machine = machine;
        this.host = host;
        queueTurn = host is null ? QueueTurn : () => host.Post(QueueTurn);
    }

    /// <summary>Gets the phase in which the coroutine continues.</summary>
    internal int PhaseBefore { get; private set; }

    /// <summary>Gets the description for the observer; null if there is no observer.</summary>
    internal MachineWork? Description { get; private set; }

    /// <summary>Gets a value indicating whether the work is called, and not yet awaited.</summary>
    internal bool IsCalled => stage == WorkStage.Started;

    internal bool IsFree => stage == WorkStage.Free;

    internal bool IsParked => stage == WorkStage.Parked;

    internal bool IsDelivered => stage == WorkStage.Delivered;

    /// <summary>Gets the policy for unmatched events while the machine waits here; null for that of the machine.</summary>
    internal Unmatched? Policy => IsParked ? unmatched : null;

    /// <summary>Gets the exception of the ended work; null if it has succeeded.</summary>
    internal Exception? Error => task is null ? null : task.IsCanceled ? new TaskCanceledException(task) : task.Exception?.InnerException;

    /// <summary>Gets the exception of the ended work, unless it was cancelled.</summary>
    internal Exception? Fault => task!.Exception?.InnerException is { } error and not OperationCanceledException ? error : null;

    /// <summary>Prepares the object for work that is about to be called.</summary>
    internal void Begin(Unmatched? unmatched, int phaseBefore, MachineWork? description)
    {
        if (hasPended || !cancellation.TryReset())
            cancellation = new();
        hasPended = false;

        // References are compared first: a write barrier costs more.
        var now = AmbientContext.CaptureOrDefault();
        if (!ReferenceEquals(context, now))
            context = now;
        this.unmatched = unmatched;
        PhaseBefore = phaseBefore;
        if (description is not null)
            (Description, activity) = (description, Activity.Current);
        stage = WorkStage.Started;
    }

    /// <summary>Ends work that has succeeded at once.</summary>
    /// <returns>The version of its wait: none, because there is nothing to wait for.</returns>
    internal int EndAtOnce()
    {
        RestoreActivity();
        machine.ObserveWorkEnd(this);
        Free();
        return -1;
    }

    /// <summary>Keeps the task of work that is pending, or has failed at once.</summary>
    /// <returns>The version of its wait.</returns>
    internal int Keep(Task called)
    {
        RestoreActivity();
        task = called;
        hasPended = true;
        return version;
    }

    /// <summary>Determines whether the work has ended, or another wait uses this object.</summary>
    internal bool HasEnded(int version) => this.version != version || task!.IsCompleted;

    /// <summary>Parks a coroutine that waits for the end of the work, unless the work was left before.</summary>
    internal void Park(CoroutineFrame frame, int version)
    {
        if (IsStarted(version))
            machine.ParkForWork(frame, this);
    }

    /// <summary>Arms the inbox for a generator that waits for the end of the work.</summary>
    internal Wait Arm(int version) => IsStarted(version) ? machine.ArmForWork(this) : throw TakenTwice();

    /// <summary>Raises an error at the await of a method that is not a coroutine.</summary>
    internal void RefuseForeignAwait(int version, Action continuation)
    {
        if (IsStarted(version))
            machine.LeaveWork(this);
        machine.RefuseForeignAwait(continuation);
    }

    /// <summary>Waits for the end of the work.</summary>
    internal void Park()
    {
        stage = WorkStage.Parked;
        host?.Expect();
        task!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(queueTurn);
    }

    /// <summary>Records that the machine receives the end of the work.</summary>
    internal void Deliver()
    {
        stage = WorkStage.Delivered;
        host?.StopExpecting();
    }

    /// <summary>Ends the wait: the coroutine takes the result.</summary>
    /// <returns>The task of the work, which has ended.</returns>
    /// <exception cref="InvalidOperationException">The work was not awaited, or its result was taken before.</exception>
    internal Task Take(int version)
    {
        if (this.version != version)
            throw TakenTwice();

        var ended = task!;
        if (stage == WorkStage.Delivered)
            machine.TakeWork(this);
        else if (stage == WorkStage.Started && ended.IsCompleted)
            machine.ObserveWorkEnd(this);       // it failed at once, or ended between the call and the await
        else
            machine.RaiseInsteadOfWork();
        Free();
        return ended;
    }

    /// <summary>Makes the object ready for other work.</summary>
    internal void Free()
    {
        version = (version + 1) & int.MaxValue;
        stage = WorkStage.Free;
        task = null;
        Description = null;
        activity = null;
        if (!ReferenceEquals(context, AmbientContext.Default))
            context = AmbientContext.Default;
    }

    /// <summary>Cancels the work, whose end is no longer awaited.</summary>
    /// <exception cref="AggregateException">Callbacks of the token have thrown exceptions.</exception>
    internal void Abandon()
    {
        if (stage == WorkStage.Parked)
            host?.StopExpecting();
        else
            task?.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(QueueTurn);
        stage = WorkStage.Abandoned;
        cancellation.Cancel();
    }

    bool ITurn.TryRun()
    {
        if (AmbientContext.IsCurrent(context))
        {
            var own = context;
            TakeTurn();
            AmbientContext.SwitchTo(own, Thread.CurrentThread);     // the turn leaves nothing behind
        }
        else
        {
            ExecutionContext.Run(context, static work => ((AwaitedWork<TEvent>)work!).TakeTurn(), this);
        }

        return true;
    }

    private void RestoreActivity()
    {
        if (Description is not null)
            Activity.Current = activity;
    }

    private bool IsStarted(int version) => this.version == version && stage == WorkStage.Started;

    private void TakeTurn()
    {
        try
        {
            if (stage == WorkStage.Abandoned)
                machine.ObserveLateEnd(this);
            else
                machine.DeliverWork(this);
        }
        catch (Exception)
        {
            // There is no sender: the exception is the fault of the machine, of which the observer is notified, or the observer's own.
        }
    }

    private void QueueTurn() => machine.QueueWork(this);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidOperationException TakenTwice() =>
        new("The result of this work has already been taken, or its wait was left. Await each work once, where you start it.");
}
