using System.Globalization;

namespace CoroFsm.Scheduling;

/// <content>What a task tells about itself.</content>
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
                return WaitsFor is Delegate start ? MethodName.QualifiedOf(start.Method) : "task";

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
            return (Phase & NotStarted) != 0 ? "" : MethodName.PathOf(Waiter, explicitName: null, isExact: (Phase & Waiting) != 0);
        }
    }

    internal string Position => WaitPlaces.Describe(Place);

    internal long AllTurns => Turns + ((ExtrasOrNull?.TurnOverflows ?? 0) << 32);

    /// <summary>Gets how it has ended.</summary>
    internal TaskOutcome Outcome => IsFaulted ? new(TaskEnd.Faulted, (Exception)data!) : new(IsKilled ? TaskEnd.Killed : TaskEnd.Completed, fault: null);

    private bool IsFaulted => (Phase & (Ended | Signal)) == (Ended | Signal);

    internal TaskOutcome<TResult> OutcomeOf<TResult>() => new(Outcome, data is TResult result && !IsFaulted ? result : default);

    /// <summary>Says which task this is, and where it stands.</summary>
    internal string Describe() => $"{number.ToString(CultureInfo.InvariantCulture)} ({Name})";

    /// <summary>Says what it waits for.</summary>
    internal string DescribeWait() => (Phase & NotStarted) != 0 ? "its first turn" : Kind switch
    {
        Sleeping => "a time",
        Receiving or Trapped => (WaitsFor as Trap)?.Description ?? "a trap",
        Joining => WaitsFor is ScheduledTask other ? $"the end of task {other.Describe()}" : "the end of a task",
        Killing => "a kill",
        Leaves => "the end of the tasks of its scope",
        _ => "its next turn",
    };

    /// <summary>Takes the delegate that starts it, which leaves the place to what it waits for.</summary>
    internal Delegate TakeStart()
    {
        var start = (Delegate)WaitsFor!;
        WaitFor(what: null);
        return start;
    }

    /// <summary>Takes over the coroutine that has been called.</summary>
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
                Waiter = frame;         // it waits elsewhere: who settles the task says so
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

    /// <summary>Gives the frame of the outermost coroutine back, if that has ended.</summary>
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
                : $"Tasks would wait for each other: task {Describe()} at {Position} for task {target.Describe()}, which waits at {target.Position} for {target.DescribeWait()}.");
        }
    }

    /// <summary>Keeps the result, until the end makes it known. There will be none if the task still waits somewhere: that is its fault.</summary>
    internal void KeepResult(object? result)
    {
        if ((Phase & Waiting) == 0)
            WaitFor(new TaskResult(result));
    }

    /// <summary>Marks the end; last, because other threads may look for it and then read how it was.</summary>
    internal void End(Exception? fault)
    {
        var result = WaitsFor as TaskResult;
        data = fault ?? (IsKilled ? null : result?.Value);
        Waiter = null;
        Volatile.Write(ref Phase, fault is null ? Ended : Ended | Signal);
    }

    private sealed record TaskResult(object? Value);
}
