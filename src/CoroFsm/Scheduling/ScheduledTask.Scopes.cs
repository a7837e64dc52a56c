namespace CoroFsm.Scheduling;

/// <content>The task's scopes.</content>
internal sealed partial class ScheduledTask
{
    /// <summary>The time that it waits for has come.</summary>
    public void Come()
    {
        if (IsReady)
            Phase |= TimedOut;      // it is to look at a message that has come
        else
            Scheduler.Wake(this, Kind == Sleeping ? 0 : TimedOut);
    }

    internal bool HasOwnScope => ReferenceEquals(Scope.Owner, this);

    /// <summary>Marks the task's own scopes as being left.</summary>
    /// <returns>Their members, those of the innermost scope and the youngest first.</returns>
    internal ScheduledTask[] LeaveOwnScopes()
    {
        if (!HasOwnScope)
            return [];

        List<ScheduledTask> members = [];
        for (var scope = Scope; ReferenceEquals(scope.Owner, this); scope = scope.Outer!)
            members.AddRange(scope.MembersToKill());
        return [.. members];
    }

    /// <summary>Ends what a scope had of the task.</summary>
    internal void LeaveScope(TaskScope scope)
    {
        Scope = scope.Outer!;
        if ((Phase & Leaving) == 0 || IsKilled || LeavingScope() is not null)
            return;
        Phase = Running;
        ForgiveRefusals();
    }

    /// <summary>Closes scopes that the coroutine has not closed itself, because it was given up.</summary>
    /// <returns>What their members have failed with.</returns>
    internal Exception? CloseScopes()
    {
        Exception? error = null;
        while (HasOwnScope)
        {
            var scope = Scope;
            scope.Close();
            error = Faults.Both(error, scope.Combine(bodyError: null, before: 0));
        }

        return error;
    }

    /// <summary>Makes what unwinds the task at present.</summary>
    private Exception LeavingWith() => !IsKilled && LeavingScope() is { } scope ? new TaskScopeExitException(scope) : new CoroutineClosedException();

    /// <summary>Finds the outermost of the task's own scopes that it is to leave.</summary>
    private TaskScope? LeavingScope()
    {
        TaskScope? found = null;
        for (var scope = Scope; ReferenceEquals(scope.Owner, this); scope = scope.Outer!)
        {
            if (scope.IsLeaving)
                found = scope;
        }

        return found;
    }
}
