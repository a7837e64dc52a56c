using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <content>Scopes.</content>
public readonly partial struct TaskContext
{
    /// <summary>
    /// Runs a part of this task as a scope. The scope owns all tasks that are started in it, by this task or by its other tasks, and waits
    /// for them at its end.
    /// </summary>
    /// <param name="body">The part.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <remarks>
    /// When one of the tasks fails, the others and the body are closed, and the await throws its exception; or, if others or their clean-up
    /// fail, too, an <see cref="AggregateException"/> with all exceptions. If the body throws, or this task is killed, the tasks are
    /// killed. In each case, all of them have ended, including their clean-up, when the await ends.
    /// </remarks>
    public async Coroutine RunScope(Func<TaskContext, Coroutine> body, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        await RunIn(TaskScope.Open(Record), body, line, file);
    }

    /// <summary>
    /// Runs a part of this task as a scope, with a timeout. When it elapses, the tasks of the scope and the part itself are closed.
    /// </summary>
    /// <param name="timeout">The timeout.</param>
    /// <param name="body">The part.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is false after a timeout. Faults are thrown as by
    /// <see cref="RunScope"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    public async Coroutine<bool> Within(
        TimeSpan timeout, Func<TaskContext, Coroutine> body, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        var deadline = Deadline(timeout);
        var scope = TaskScope.Open(Record);
        Record.Scheduler.AddTimer(scope, deadline.Due);
        await RunIn(scope, body, line, file);
        return !scope.TimedOut;
    }

    /// <summary>
    /// Runs a part of this task that has a result as a scope, with a timeout. When it elapses, the tasks of the scope and the part itself
    /// are closed.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="timeout">The timeout.</param>
    /// <param name="body">The part.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is that of the part, or says that the timeout has elapsed. Faults are thrown as
    /// by <see cref="RunScope"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <remarks>
    /// If a task of the scope is still running when the timeout elapses, the result of the part is dropped, because the scope has not ended
    /// in time.
    /// </remarks>
    public async Coroutine<Received<TResult>> Within<TResult>(
        TimeSpan timeout,
        Func<TaskContext, Coroutine<TResult>> body,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        TResult result = default!;
        var inTime = await Within(
            timeout,
            async Coroutine (part) =>
            {
                result = await body(part);
            },
            line,
            file);
        return inTime ? new(result) : default;
    }

    /// <summary>
    /// Starts tasks and waits until all have ended. A task that fails is restarted without the others (one for one), up to a limit.
    /// </summary>
    /// <param name="children">The functions that call the coroutines of the tasks. Each task runs in its own scope.</param>
    /// <param name="limit">The maximum number of restarts of all tasks together. Default: null (three within five seconds).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="children"/> or one of its elements is null.</exception>
    /// <exception cref="RestartLimitException">
    /// More restarts than <paramref name="limit"/> allows are needed. All tasks have been killed.
    /// </exception>
    /// <remarks>A task that completes or is killed is not restarted.</remarks>
    public async Coroutine Supervise(
        IReadOnlyList<Func<TaskContext, Coroutine>> children,
        RestartLimit? limit = null,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(children);
        foreach (var child in children)
            ArgumentNullException.ThrowIfNull(child, nameof(children));

        Record.Arrive(line, file);
        var supervision = new Supervision(Record.Scheduler, limit ?? new());
        var scope = TaskScope.Open(Record, supervision.OnEnd);
        supervision.Scope = scope;
        foreach (var child in children)
            supervision.Start(child);
        await RunIn(scope, static _ => Coroutine.Completed, line, file);
    }

    private async Coroutine RunIn(TaskScope scope, Func<TaskContext, Coroutine> body, int line, string file)
    {
        Exception? error = null;
        var before = 0;
        try
        {
            await body(this);
            Record.Arrive(line, file);
            await new ScopeWait(task, scope);
        }
        catch (TaskScopeExitException exit) when (ReferenceEquals(exit.Scope, scope))
        {
        }
        catch (Exception raised)
        {
            error = raised;
            before = scope.Faults.Count;
        }

        scope.Close();
        if (scope.Combine(error, before) is { } combined)
            Delegation.Rethrow(combined);
    }
}
