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
    private long version;

    /// <summary>A box for the result of work that has no task, used again for results of the same type.</summary>
    private object? result;

    internal AwaitedWork(Machine<TEvent> machine)
        : base(machine)
    {
    }

    /// <summary>Gets the phase in which the coroutine continues.</summary>
    internal int PhaseBefore { get; private set; }

    /// <summary>Gets a value indicating whether the function that starts the work is running.</summary>
    internal bool IsBeingCalled => stage == WorkStage.BeingCalled;

    /// <summary>Gets a value indicating whether the work is called, and not yet awaited.</summary>
    internal bool IsCalled => stage == WorkStage.Started;

    internal override long Version => version;

    internal override bool IsExpected => IsParked;

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
        stage = WorkStage.BeingCalled;
    }

    /// <summary>Keeps the task of the work.</summary>
    /// <returns>The version of its wait.</returns>
    internal long Keep(Task called)
    {
        EndCall();
        Called = called;
        hasPended |= !called.IsCompleted;
        return version;
    }

    /// <summary>Keeps the result of work that is complete and has no task.</summary>
    /// <returns>The version of its wait.</returns>
    internal long KeepResult<TResult>(TResult value)
    {
        EndCall();
        if (result is not StrongBox<TResult> box)
            result = box = new();
        box.Value = value;
        return version;
    }

    /// <summary>Determines whether the work has ended, or another wait uses this object.</summary>
    internal bool HasEnded(long version) => this.version != version || Called is not { IsCompleted: false };

    /// <summary>Parks a coroutine that waits for the end of the work, unless the work was left before.</summary>
    internal void Park(CoroutineFrame frame, long version)
    {
        if (IsStarted(version))
            Machine.ParkForWork(frame, this);
    }

    /// <summary>Arms the inbox for a generator that waits for the end of the work.</summary>
    internal Wait Arm(long version)
    {
        if (version < 0)
            return Coroutine.Completed;
        if (!IsStarted(version))
            throw TakenTwice();
        if (!HasEnded(version))
            return Machine.ArmForWork(this);

        Machine.ObserveWorkEnd(this);
        stage = WorkStage.Delivered;
        return Coroutine.Completed;
    }

    /// <summary>Raises an error at the await of a method that is not a coroutine.</summary>
    internal void RefuseForeignAwait(long version, Action continuation)
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
    /// <returns>The task of the work, which has ended; null if the work was complete and has no task.</returns>
    /// <exception cref="InvalidOperationException">The work was not awaited, or its result was taken before.</exception>
    internal Task? Take(long version)
    {
        if (this.version != version)
            throw TakenTwice();

        var ended = Called;
        if (stage == WorkStage.Delivered)
            Machine.TakeWork(this);
        else if (stage == WorkStage.Started && ended is not { IsCompleted: false })
            Machine.ObserveWorkEnd(this);       // it was complete at once, or ended between the call and the await
        else
            Machine.RaiseInsteadOfWork();
        Free();
        return ended;
    }

    /// <summary>Takes the result of work that has no task.</summary>
    internal TResult TakeResult<TResult>()
    {
        var box = (StrongBox<TResult>)result!;
        var taken = box.Value!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
            box.Value = default!;
        return taken;
    }

    /// <summary>Makes the object ready for other work.</summary>
    internal void Free()
    {
        version++;
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
        if (stage != WorkStage.Parked && Called is not null)
            QueueTurnAtEnd();
        Leave();
        Cancellation.Cancel();
    }

    internal override bool IsPending(long version) => this.version == version && stage is WorkStage.Started or WorkStage.Parked;

    private protected override void Leave()
    {
        if (stage == WorkStage.Parked)
            Host?.StopExpecting();
        stage = WorkStage.Abandoned;
    }

    private protected override void TakeTurn()
    {
        if (stage == WorkStage.Abandoned)
            Machine.ObserveLateEnd(this);
        else
            Machine.DeliverWork(this);
    }

    /// <summary>Records that the function has started the work.</summary>
    private void EndCall()
    {
        RestoreActivity();
        if (stage == WorkStage.BeingCalled)
            stage = WorkStage.Started;
    }

    private bool IsStarted(long version) => this.version == version && stage == WorkStage.Started;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InvalidOperationException TakenTwice() =>
        new("The result of this work has already been taken, or its wait was left. Await each work once, where you start it.");
}
