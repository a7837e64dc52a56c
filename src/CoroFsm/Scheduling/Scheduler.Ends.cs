namespace CoroFsm.Scheduling;

/// <content>How tasks end.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Kills a task; see <see cref="TaskContext.Kill"/>. From another thread, or while the scheduler runs, the call is queued as an
    /// interrupt, and the task ends after the call has returned.
    /// </summary>
    /// <param name="id">The task.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task of this scheduler.</exception>
    /// <exception cref="BacklogFullException"><see cref="SchedulerOptions.MaxInterrupts"/> interrupts already wait.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of, and this is another thread.</exception>
    public void Kill(TaskId id)
    {
        var task = id.Task ?? throw TaskContext.NamesNoTask(nameof(id));
        if (!ReferenceEquals(task.Scheduler, this))
            throw new ArgumentException($"Task {id} belongs to another scheduler. Kill it there.", nameof(id));
        if (hold.TryHold())
        {
            try
            {
                Kill(task);
            }
            finally
            {
                Leave();
            }
        }
        else
        {
            PostObject((Action)(() => Kill(task)), isBounded: true);        // a task must not be closed while one that it waits for runs
        }
    }

    /// <summary>Kills a task.</summary>
    /// <returns>False if it had ended.</returns>
    internal bool Kill(ScheduledTask task)
    {
        if (task.HasEnded)
            return false;
        if (task.IsKilled)
            return true;        // it is being unwound already

        task.MarkKilled();
        if (task.HasOwnScope)
            KillMembers(task);
        EndKilled(task);
        return true;
    }

    /// <summary>
    /// Kills the tasks of a task's scopes, and theirs, the innermost and youngest first: before it, so that nothing is left to be killed
    /// within its own unwinding, however deep they are nested.
    /// </summary>
    private void KillMembers(ScheduledTask outermost)
    {
        var nested = new Stack<(ScheduledTask Owner, ScheduledTask[] Members, int Next)>();
        nested.Push((outermost, outermost.LeaveOwnScopes(), 0));
        while (nested.TryPop(out var at))
        {
            if (at.Next == at.Members.Length)
            {
                if (!ReferenceEquals(at.Owner, outermost))
                    EndKilled(at.Owner);
                continue;
            }

            nested.Push(at with { Next = at.Next + 1 });
            var member = at.Members[at.Next];
            if (member.HasEnded || member.IsKilled)
                continue;
            member.MarkKilled();
            nested.Push((member, member.LeaveOwnScopes(), 0));
        }
    }

    /// <summary>Ends a task that is marked as killed.</summary>
    private void EndKilled(ScheduledTask task)
    {
        if (task.HasEnded)
            return;         // the clean-up of one of its own tasks has ended it
        if ((task.Phase & ScheduledTask.NotStarted) != 0)
            End(task, error: null);
        else if ((task.Phase & CoroutineDriver.Waiting) == 0)
            task.Phase |= CoroutineDriver.Leaving;      // it runs, and will see it at its next trap
        else
            Close(task);
    }

    /// <summary>Interrupts a task's wait, because it has to leave a scope.</summary>
    internal void InterruptForScope(ScheduledTask task, TaskScope scope)
    {
        if (task.Kind == ScheduledTask.Leaves && ReferenceEquals(task.Scope, scope))
            return;         // it waits for the members of this very scope, which have ended
        if ((task.Phase & CoroutineDriver.Waiting) == 0)
        {
            task.Phase |= CoroutineDriver.Leaving;
            return;
        }

        if (CancelWait(task) is { } error)
            scope.Fail(error);
        if (task.IsReady)
            task.Phase |= CoroutineDriver.Leaving;
        else
            Wake(task, CoroutineDriver.Leaving);
    }

    /// <summary>Unwinds a task that waits.</summary>
    private void Close(ScheduledTask task)
    {
        using var scope = AmbientContext.Enter(task.Context);
        var cancelError = CancelWait(task);
        for (var refusals = 0; refusals <= CoroutineDriver.MaxRefusals && !task.IsStubborn; refusals++)
        {
            task.ResumeToClose();
            if (task.Settle(out var error))
            {
                cancelError = Faults.Both(cancelError, CancelWait(task));
                continue;
            }

            End(task, error is null or CoroutineClosedException ? cancelError : Faults.Both(error, cancelError));
            return;
        }

        GiveUp(task, cancelError);
    }

    /// <summary>Ends a task that ignores its close request.</summary>
    private void GiveUp(ScheduledTask task, Exception? cancelError = null)
    {
        var error = new InvalidOperationException(
            $"Task {task.Describe()} waited again {CoroutineDriver.MaxRefusals} times after a close request, "
            + $"at last at {task.Position}; it has ended. Let CoroutineClosedException pass.");
        End(task, Faults.Both(error, Faults.Both(cancelError, CancelWait(task))));
    }

    private void End(ScheduledTask task, Exception? error)
    {
        if (error is CoroutineClosedException && task.IsKilled)
            error = null;

        var extras = task.ExtrasOrNull;
        if (extras?.Signal is { } untaken)
            error = Faults.Both(error, untaken);        // an awaiter of the user's has not taken it
        task.ReleaseFrame();
        if (task.HasOwnScope)
            error = Faults.Both(error, task.CloseScopes());
        task.DropTimers();
        task.End(error);
        Interlocked.Increment(ref ended);
        task.Scope.Remove(task);

        if (extras is not null)
            OnTaskEnded(extras);
        Notify(static (observer, task) => observer.OnEnded(new(task), task.Outcome), task);
        task.Scope.OnEnd(task, error);
    }

    /// <summary>Adds the fault of a task that no scope takes.</summary>
    internal void AddFault(ScheduledTask task)
    {
        faults.Add(task, ready.Count);
        Interrupts.IsSignaled = true;       // it ends the shortest loop of turns
    }
}
