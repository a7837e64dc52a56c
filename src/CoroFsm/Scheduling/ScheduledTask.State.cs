using System.Globalization;

namespace CoroFsm.Scheduling;

/// <content>The task's description, its outcome, and how it starts and ends.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>Gets the name that it was given, or that of its outermost coroutine with its type, such as "Order.Run".</summary>
    internal string Name
    {
        get
        {
            if (ExtrasOrNull is { Name: { } given })
                return given;
            if ((Phase & NotStarted) != 0)
                return slot.Start is { } start ? MethodName.QualifiedOf(start.Method) : "task";

            var method = MethodName.OutermostOf(Waiter, isExact: (Phase & Waiting) != 0);
            return method is null ? "task" : MethodName.QualifiedOf(method);
        }
    }

    /// <summary>Gets the path of the methods that wait.</summary>
    internal string State
    {
        get
        {
            if ((Phase & Ended) != 0)
                return Outcome.End.ToString();
            if ((Phase & NotStarted) != 0)
                return "";

            var name = WaitLocations.IsNamed(location) ? ExtrasOrNull?.StateName : null;
            return MethodName.PathOf(Waiter, name, isExact: (Phase & Waiting) != 0);
        }
    }

    internal string Position => WaitLocations.Describe(location);

    internal long AllTurns => Turns + ((ExtrasOrNull?.TurnOverflows ?? 0) << 32);

    /// <summary>Gets how it has ended.</summary>
    internal TaskOutcome Outcome => IsFaulted
        ? new(TaskEnd.Faulted, (Exception)slot.Outcome!)
        : new(IsKilled ? TaskEnd.Killed : TaskEnd.Completed, fault: null);

    private bool IsFaulted => (Phase & (Ended | Signal)) == (Ended | Signal);

    internal TaskOutcome<TResult> OutcomeOf<TResult>() => new(Outcome, slot.Outcome is TResult result && !IsFaulted ? result : default);

    /// <summary>Returns the number and the name, for messages.</summary>
    internal string Describe() => $"{number.ToString(CultureInfo.InvariantCulture)} ({Name})";

    /// <summary>Returns what it waits for, in words.</summary>
    internal string DescribeWait() => (Phase & NotStarted) != 0 ? "its first turn" : Kind switch
    {
        Sleeping => "a time",
        Receiving or Trapped => (WaitsFor as Trap)?.Description ?? "a trap",
        Joining => WaitsFor is ScheduledTask other ? $"the end of task {other.Describe()}" : "the end of a task",
        Killing => "a kill",
        Leaves => "the end of the tasks of its scope",
        _ => "its next turn",
    };

    /// <summary>Takes the delegate that starts it, once.</summary>
    internal Delegate TakeStart()
    {
        var start = slot.Start!;
        WaitFor(what: null);
        return start;
    }

    /// <summary>Makes the coroutine that has been called the task's own.</summary>
    /// <param name="coroutine">The call.</param>
    /// <param name="error">How it has ended, if it has.</param>
    /// <returns>False if it has ended.</returns>
    internal bool Take(Coroutine coroutine, out Exception? error)
    {
        error = null;
        var frame = coroutine.Frame;
        if (frame is { IsCompleted: false })
        {
            if ((Phase & Waiting) == 0)
                Waiter = frame;         // it waits elsewhere, and is refused when the task settles
            return true;
        }

        if ((Phase & Waiting) != 0)
            error = CannotGoOn("It has ended while a coroutine that it called still waits. Await every coroutine that is called.");
        error = frame?.Error ?? error;
        frame?.Release();
        return false;
    }

    /// <summary>Raises the close at the wait.</summary>
    internal void ResumeToClose()
    {
        if (TryDropWaiter(new()))
            return;
        Phase = Signal | Leaving;
        ResumeWaiter();
    }

    /// <summary>Releases the frame of the outermost coroutine, if that has ended.</summary>
    internal void ReleaseFrame()
    {
        if (Waiter is CoroutineFrame<VoidResult> { IsCompleted: true, IsAwaited: true, Parent: null } outermost)
            outermost.Release();
    }

    /// <summary>Throws if waiting for a task would close a circle.</summary>
    /// <exception cref="DeadlockException">It would.</exception>
    internal void RefuseCircle(ScheduledTask target)
    {
        for (var next = target; next is not null; next = next.Kind == Joining ? next.WaitsFor as ScheduledTask : null)
        {
            if (!ReferenceEquals(next, this))
                continue;
            throw new DeadlockException(ReferenceEquals(target, this)
                ? $"Task {Describe()} would wait for itself at {Position}."
                : $"Tasks would wait for each other: task {Describe()} at {Position} for task {target.Describe()}, "
                + $"which waits at {target.Position} for {target.DescribeWait()}.");
        }
    }

    /// <summary>Keeps the result for the end. A task that still waits somewhere has no result: that is its fault.</summary>
    internal void KeepResult(object? result)
    {
        if ((Phase & Waiting) == 0)
            slot.KeepResult(result);
    }

    /// <summary>Marks the end. The phase comes last, because other threads look at it before they read the outcome.</summary>
    internal void End(Exception? fault)
    {
        slot.End(fault, discardsResult: IsKilled);
        Waiter = null;
        Volatile.Write(ref Phase, fault is null ? Ended : Ended | Signal);
    }
}
