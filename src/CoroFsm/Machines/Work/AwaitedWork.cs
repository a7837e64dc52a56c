using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents the work that a machine awaits. Its end is a turn of the machine. An object whose work has ended in time is used again;
/// one whose wait was left otherwise is not.
/// </summary>
[StackTraceHidden]
internal sealed class AwaitedWork<TEvent> : PendingWork<TEvent>
{
    private Unmatched? unmatched;
    private WorkStage stage;

    /// <summary>Whether work that did not complete at once has the token. It may keep it, so other work needs another one.</summary>
    private bool hasPended;

    /// <summary>Incremented after each use, so that a stale wait is detected.</summary>
    private int version;

    internal AwaitedWork(Machine<TEvent> machine)
        : base(machine)
    {
    }

    /// <summary>Gets the phase in which the coroutine continues.</summary>
    internal int PhaseBefore { get; private set; }

    /// <summary>Gets a value indicating whether the work is called, and not yet awaited.</summary>
    internal bool IsCalled => stage == WorkStage.Started;

    internal bool IsFree => stage == WorkStage.Free;

    internal bool IsParked => stage == WorkStage.Parked;

    internal bool IsDelivered => stage == WorkStage.Delivered;

    /// <summary>Gets the policy for unmatched events while the machine waits here; null for that of the machine.</summary>
    internal Unmatched? Policy => IsParked ? unmatched : null;

    /// <summary>Prepares the object for work that is about to be called.</summary>
    internal void Begin(Unmatched? unmatched, int phaseBefore, MachineWork? description, CancellationTokenSource? cancellation)
    {
        if (cancellation is not null)
            Cancellation = cancellation;
        else if (hasPended || !Cancellation.TryReset())
            Cancellation = new();
        hasPended = cancellation is not null;

        // References are compared first: a write barrier costs more.
        var now = AmbientContext.CaptureOrDefault();
        if (!ReferenceEquals(Context, now))
            Context = now;
        this.unmatched = unmatched;
        PhaseBefore = phaseBefore;
        Describe(description);
        stage = WorkStage.Started;
    }

    /// <summary>Ends work that has succeeded at once.</summary>
    /// <returns>The version of its wait: none, because there is nothing to wait for.</returns>
    internal int EndAtOnce()
    {
        RestoreActivity();
        Machine.ObserveWorkEnd(this);
        Free();
        return -1;
    }

    /// <summary>Keeps the task of work that is pending, or has failed at once.</summary>
    /// <returns>The version of its wait.</returns>
    internal int Keep(Task called)
    {
        RestoreActivity();
        Called = called;
        hasPended = true;
        return version;
    }

    /// <summary>Determines whether the work has ended, or another wait uses this object.</summary>
    internal bool HasEnded(int version) => this.version != version || Called!.IsCompleted;

    /// <summary>Parks a coroutine that waits for the end of the work, unless the work was left before.</summary>
    internal void Park(CoroutineFrame frame, int version)
    {
        if (IsStarted(version))
            Machine.ParkForWork(frame, this);
    }

    /// <summary>Arms the inbox for a generator that waits for the end of the work.</summary>
    internal Wait Arm(int version) => IsStarted(version) ? Machine.ArmForWork(this) : throw TakenTwice();

    /// <summary>Raises an error at the await of a method that is not a coroutine.</summary>
    internal void RefuseForeignAwait(int version, Action continuation)
    {
        if (IsStarted(version))
            Machine.LeaveWork(this);
        Machine.RefuseForeignAwait(continuation);
    }

    /// <summary>Waits for the end of the work.</summary>
    internal void Park()
    {
        stage = WorkStage.Parked;
        Host?.Expect();
        QueueTurnAtEnd();
    }

    /// <summary>Records that the machine receives the end of the work.</summary>
    internal void Deliver()
    {
        stage = WorkStage.Delivered;
        Host?.StopExpecting();
    }

    /// <summary>Ends the wait: the coroutine takes the result.</summary>
    /// <returns>The task of the work, which has ended.</returns>
    /// <exception cref="InvalidOperationException">The work was not awaited, or its result was taken before.</exception>
    internal Task Take(int version)
    {
        if (this.version != version)
            throw TakenTwice();

        var ended = Called!;
        if (stage == WorkStage.Delivered)
            Machine.TakeWork(this);
        else if (stage == WorkStage.Started && ended.IsCompleted)
            Machine.ObserveWorkEnd(this);       // it failed at once, or ended between the call and the await
        else
            Machine.RaiseInsteadOfWork();
        Free();
        return ended;
    }

    /// <summary>Makes the object ready for other work.</summary>
    internal void Free()
    {
        version = (version + 1) & int.MaxValue;
        stage = WorkStage.Free;
        Called = null;
        Explored = null;
        ForgetDescription();
        if (!ReferenceEquals(Context, AmbientContext.Default))
            Context = AmbientContext.Default;
    }

    /// <summary>Cancels the work, whose end is no longer awaited.</summary>
    /// <exception cref="AggregateException">Callbacks of the token have thrown exceptions.</exception>
    internal void Abandon()
    {
        if (stage == WorkStage.Parked)
            Host?.StopExpecting();
        else if (Called is not null)
            QueueTurnAtEnd();
        stage = WorkStage.Abandoned;
        Cancellation.Cancel();
    }

    private protected override void TakeTurn()
    {
        if (stage == WorkStage.Abandoned)
            Machine.ObserveLateEnd(this);
        else
            Machine.DeliverWork(this);
    }

    private bool IsStarted(int version) => this.version == version && stage == WorkStage.Started;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidOperationException TakenTwice() =>
        new("The result of this work has already been taken, or its wait was left. Await each work once, where you start it.");
}
