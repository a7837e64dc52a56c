namespace CoroFsm.Scheduling;

/// <summary>
/// Represents the tasks that were started between two points of another task: they end before it continues.
/// </summary>
internal sealed class TaskScope : ITimed
{
    internal readonly Scheduler Scheduler;

    /// <summary>The task that is in the scope; null: the scheduler itself.</summary>
    internal readonly ScheduledTask? Owner;

    /// <summary>The scope that the owner was in before.</summary>
    internal readonly TaskScope? Outer;

    private readonly List<ScheduledTask> members = [];
    private List<Exception>? faults;

    internal TaskScope(Scheduler scheduler, ScheduledTask? owner, TaskScope? outer)
    {
        Scheduler = scheduler;
        Owner = owner;
        Outer = outer;
    }

    public int HeapIndex { get; set; } = -1;

    /// <summary>Gets the faults of members, in the order of their ends; the first closes the others.</summary>
    internal IReadOnlyList<Exception> Faults => faults ?? [];

    /// <summary>Gets a value indicating whether the owner is leaving the scope.</summary>
    internal bool IsLeaving { get; private set; }

    /// <summary>Gets a value indicating whether its timeout has elapsed.</summary>
    internal bool TimedOut { get; private set; }

    /// <summary>Gets the handler of a member's end; null: the first fault closes the scope.</summary>
    internal Action<ScheduledTask>? OnMemberEnd { get; init; }

    internal IReadOnlyList<ScheduledTask> Members => members;

    /// <summary>Opens a scope in a task.</summary>
    internal static TaskScope Open(ScheduledTask owner, Action<ScheduledTask>? onMemberEnd = null)
    {
        var scope = new TaskScope(owner.Scheduler, owner, owner.Scope) { OnMemberEnd = onMemberEnd };
        owner.Scope = scope;
        return scope;
    }

    /// <summary>Ends the scope, because its time is over.</summary>
    public void OnDue()
    {
        TimedOut = true;
        Leave();
    }

    internal void Add(ScheduledTask task)
    {
        task.MemberIndex = members.Count;
        members.Add(task);
    }

    /// <summary>Removes a task that has ended.</summary>
    internal void Remove(ScheduledTask task)
    {
        if (task.MemberIndex >= members.Count || !ReferenceEquals(members[task.MemberIndex], task))
            return;         // it was killed before it became a member

        var last = members[^1];
        members[task.MemberIndex] = last;
        last.MemberIndex = task.MemberIndex;
        members.RemoveAt(members.Count - 1);
    }

    /// <summary>Handles the end of a member.</summary>
    internal void OnEnd(ScheduledTask task, Exception? fault)
    {
        if (OnMemberEnd is not null && !IsLeaving)
            OnMemberEnd(task);
        else if (fault is not null && Owner is null)
            Scheduler.AddFault(task);
        else if (fault is not null)
            Fail(fault);

        Scheduler.OnMemberEnded(this);
    }

    /// <summary>Ends the scope with a fault: the members are killed, and the owner leaves it.</summary>
    internal void Fail(Exception fault)
    {
        (faults ??= []).Add(fault);
        Leave();
    }

    /// <summary>Kills the members, the youngest first.</summary>
    internal void KillAll()
    {
        foreach (var task in YoungestFirst())
            Scheduler.Kill(task);
    }

    /// <summary>Marks the scope as being left, because its owner is killed.</summary>
    /// <returns>The members, the youngest first.</returns>
    internal IEnumerable<ScheduledTask> MembersToKill()
    {
        IsLeaving = true;
        return YoungestFirst();
    }

    private ScheduledTask[] YoungestFirst() => [.. members.OrderByDescending(static task => task.Number)];

    /// <summary>Ends the scope: nothing started in it is left.</summary>
    internal void Close()
    {
        IsLeaving = true;
        Scheduler.RemoveTimer(this);
        KillAll();
        Owner!.LeaveScope(this);
    }

    /// <summary>Combines the faults of the members with what has ended the body: none is lost.</summary>
    /// <param name="bodyError">What the body threw; null if it ended.</param>
    /// <param name="before">How many members had failed before the body did.</param>
    /// <returns>The exception that the scope ends with; null: none.</returns>
    internal Exception? Combine(Exception? bodyError, int before)
    {
        if (faults is null)
            return bodyError;

        List<Exception> all = [.. faults];
        if (bodyError is not (null or IUnwinding) && !all.Contains(bodyError))
            all.Insert(before, bodyError);
        if (all.Count == 1)
            return all[0];
        return new AggregateException("More than one part of a scope failed: its tasks, their clean-up, or its body.", all);
    }

    private void Leave()
    {
        if (IsLeaving)
            return;

        IsLeaving = true;
        KillAll();
        if (Owner is { IsKilled: false, HasEnded: false } owner)
            Scheduler.InterruptForScope(owner, this);
    }
}
