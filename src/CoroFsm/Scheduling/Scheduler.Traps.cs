namespace CoroFsm.Scheduling;

/// <content>
/// Traps: what the scheduler does when a task has suspended at one, when it ends, and when it is cancelled. Nothing else depends on the
/// kind of a wait, but for <see cref="ScheduledTask.OnDue"/> and the text of <see cref="ScheduledTask.DescribeWait"/>.
/// </content>
public sealed partial class Scheduler
{
    /// <summary>Handles the trap at which a task has suspended. Most traps need nothing: what ends them wakes the task.</summary>
    private void HandleTrap(ScheduledTask task)
    {
        switch (task.Kind)
        {
            case ScheduledTask.Yielding when (task.Phase & ScheduledTask.Queued) == 0:
                Enqueue(task);
                break;
            case ScheduledTask.Killing:
                var wasAlive = Kill((ScheduledTask)task.WaitsFor!);
                if (task.HasEnded)
                    break;          // it has killed itself, or a task that owns it
                task.Result = wasAlive;
                task.WaitFor(what: null);
                if (!task.IsReady)
                    Wake(task);
                break;
        }
    }

    /// <summary>Makes a task that waits ready.</summary>
    /// <param name="task">The task.</param>
    /// <param name="flags">What its turn has to know.</param>
    /// <remarks>A task that is queued already, because it is due and a message has come, is not queued again.</remarks>
    internal void Wake(ScheduledTask task, int flags = 0)
    {
        if (task.HeapIndex >= 0 && (flags & ScheduledTask.Recheck) == 0)
            timers.Remove(task);
        var isQueued = (task.Phase & ScheduledTask.Queued) != 0;
        task.Phase |= ScheduledTask.Queued | flags;
        if (!isQueued)
            Enqueue(task);
    }

    /// <summary>Wakes a task that waits for a trap which has ended.</summary>
    internal void OnTrapEnded(ScheduledTask task, Trap trap)
    {
        if (ReferenceEquals(task.WaitsFor, trap) && task.Kind == ScheduledTask.Trapped && !task.IsReady)
            Wake(task);
    }

    /// <summary>Wakes a task that waits for a message, if one that has come may be what it waits for.</summary>
    /// <param name="task">The task.</param>
    /// <param name="receiver">What a task that accepts every message of that type waits for.</param>
    internal void OnMessage(ScheduledTask task, Trap receiver)
    {
        if ((task.Phase & ~ScheduledTask.KindMask) != CoroutineDriver.Waiting)
            return;
        var waitsFor = task.WaitsFor;
        if (task.Kind == ScheduledTask.Receiving && ReferenceEquals(waitsFor, receiver))
            Wake(task);
        else if (task.Kind is ScheduledTask.Receiving or ScheduledTask.Trapped && waitsFor is Trap { TakesMessages: true })
            Wake(task, ScheduledTask.Recheck);
    }

    /// <summary>Wakes the owner of a scope that waits for the end of its members, if none is left.</summary>
    internal void OnMemberEnded(TaskScope scope)
    {
        if (scope is { Members.Count: 0, Owner: { Kind: ScheduledTask.Leaves, IsReady: false, HasEnded: false } owner }
            && ReferenceEquals(owner.Scope, scope))
        {
            Wake(owner);
        }
    }

    /// <summary>
    /// Wakes the tasks that wait for the end of a task, in the order in which they came, and the senders whose messages it will not take.
    /// </summary>
    private void OnTaskEnded(TaskExtras extras)
    {
        foreach (var joiner in extras.Joiners ?? [])
        {
            joiner.WaitFor(what: null);
            Wake(joiner);
        }

        foreach (var watcher in extras.Watchers ?? [])
            watcher.OnTargetEnded();
        foreach (var pending in extras.Mailbox?.Pending ?? [])
            pending.Refuse();
    }

    /// <summary>
    /// Determines, in the task's turn, whether a message that has come ends its wait. A message that came in time counts, although the
    /// timeout elapsed before this turn.
    /// </summary>
    private bool Recheck(ScheduledTask task)
    {
        task.Phase &= ~ScheduledTask.Recheck;
        try
        {
            // It still counts as queued: the trap that it finds ended need not wake it.
            if (((Trap)task.WaitsFor!).Check(task))
            {
                timers.Remove(task);
                task.Phase &= ~CoroutineDriver.TimedOut;
                return true;
            }

            task.Phase &= ~ScheduledTask.Queued;
            return (task.Phase & CoroutineDriver.TimedOut) != 0;
        }
        catch (Exception error)
        {
            task.Extras.Signal = Faults.Both(error, CancelWait(task));
            task.Phase |= CoroutineDriver.Signal;
            return true;
        }
    }

    /// <summary>Cancels a task's wait.</summary>
    /// <returns>The exception that the clean-up of the trap threw.</returns>
    internal Exception? CancelWait(ScheduledTask task)
    {
        timers.Remove(task);
        try
        {
            if (task.Kind == ScheduledTask.Joining)
                RemoveJoiner(task);
            else if (task is { Kind: ScheduledTask.Trapped, WaitsFor: Trap trap })
                Abandon(trap);
        }
        catch (Exception error)
        {
            return error;
        }
        finally
        {
            task.WaitFor(what: null);
        }

        return null;
    }

    private static void Abandon(Trap trap)
    {
        if (trap.IsCompleted)
            trap.Forsake();
        else
            trap.Abandon();
    }

    /// <summary>
    /// Removes a task from those that wait for another. Searched from the end: where many are killed, the youngest goes first.
    /// </summary>
    private static void RemoveJoiner(ScheduledTask task)
    {
        if (task.WaitsFor is ScheduledTask { ExtrasOrNull.Joiners: { } joiners } && joiners.LastIndexOf(task) is >= 0 and var index)
            joiners.RemoveAt(index);
    }
}
