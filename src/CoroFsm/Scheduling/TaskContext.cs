using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// Provides a task with the system calls (traps) of the scheduler that runs it. If a trap has to wait, the task suspends, and the scheduler
/// decides which task runs next.
/// </summary>
/// <remarks>
/// A context belongs to one task; the scheduler passes it to the coroutine that it starts. Waiting with it from another task throws
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public readonly partial struct TaskContext
{
    private readonly ScheduledTask task;

    internal TaskContext(ScheduledTask task) => this.task = task;

    /// <summary>Gets the task's own id.</summary>
    public TaskId Self => new(task);

    internal ScheduledTask Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var record = task;
            if (record is null)
                DefaultValue.Throw(nameof(TaskContext), "Use the context that the scheduler passes to the coroutine.", "task");
            return record;
        }
    }

    /// <summary>Ends the turn, like <see cref="Yield"/>, and then gets the task's own id.</summary>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    public IdWait GetId([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var record = Record;
        record.Arrive(line, file);
        return new(record, record);
    }

    /// <summary>Ends the turn: the task goes to the tail of the queue.</summary>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrapWait Yield([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var record = Record;
        record.Arrive(line, file);
        return new(record);
    }

    /// <summary>
    /// Starts a task in the scope that this task is in. The child gets its first turn before this task continues, and inherits the
    /// <see cref="ExecutionContext"/> that this task has now.
    /// </summary>
    /// <param name="start">Calls the child's coroutine, in its first turn.</param>
    /// <param name="name">The name of the child, for messages. Default: null (the name of its method).</param>
    /// <param name="priority">The child's priority.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the child's id; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    public IdWait Spawn(
        Func<TaskContext, Coroutine> start,
        string? name = null,
        TaskPriority priority = TaskPriority.Normal,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(start);
        var record = Record;
        record.Arrive(line, file);
        return new(record, record.Scheduler.SpawnIn(record.Scope, start, name, priority));
    }

    /// <summary>
    /// Starts a task that ends with a result; otherwise like
    /// <see cref="Spawn(Func{TaskContext, Coroutine}, string?, TaskPriority, int, string)"/>.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="start">Calls the child's coroutine, in its first turn.</param>
    /// <param name="name">The name of the child, for messages. Default: null (the name of its method).</param>
    /// <param name="priority">The child's priority.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the child's id; await it immediately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    public IdWait<TResult> Spawn<TResult>(
        Func<TaskContext, Coroutine<TResult>> start,
        string? name = null,
        TaskPriority priority = TaskPriority.Normal,
        [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(start);
        return new(Spawn(new TaskWithResult<TResult>(start).Run, name ?? MethodName.QualifiedOf(start.Method), priority, line, file));
    }

    /// <summary>
    /// Kills a task: first the tasks of its scopes; then <see cref="CoroutineClosedException"/> is raised at its wait, in whichever
    /// coroutine that is, and its <c>finally</c> blocks run, those of the innermost coroutine first.
    /// </summary>
    /// <param name="id">The task; it may be this one.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. Its result is false if the task had already ended.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task of this scheduler.</exception>
    /// <remarks>When the wait ends, the task has ended, its clean-up included.</remarks>
    public KillWait Kill(TaskId id, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var target = Checked(id);
        var record = Record;
        record.Arrive(line, file);
        return new(record, target);
    }

    /// <summary>Waits for the end of a task. If it has already ended, this task continues immediately.</summary>
    /// <param name="id">The task.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for how it ended; await it immediately. Its fault, if it has one, counts as observed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task of this scheduler.</exception>
    /// <exception cref="DeadlockException">The tasks would wait for each other, or this one for itself.</exception>
    public JoinWait Wait(TaskId id, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var target = Checked(id);
        var record = Record;
        record.Arrive(line, file);
        record.RefuseCircle(target);
        return new(record, target);
    }

    /// <summary>Waits for the end of a task with a result. If it has already ended, this task continues immediately.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The task.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for how it ended; await it immediately. Its fault, if it has one, counts as observed.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task of this scheduler.</exception>
    /// <exception cref="DeadlockException">The tasks would wait for each other, or this one for itself.</exception>
    public JoinWait<TResult> Wait<TResult>(TaskId<TResult> id, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(Wait((TaskId)id, line, file));

    internal static ArgumentException NamesNoTask(string parameter) =>
        new("The id names no task: it is the default. Use one that Spawn has given.", parameter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ScheduledTask Checked(TaskId id) =>
        id.Task is { } target && ReferenceEquals(target.Scope, Record.Scope) ? target : CheckedSpecially(id);

    private ScheduledTask CheckedSpecially(TaskId id)
    {
        var target = id.Task ?? throw NamesNoTask(nameof(id));
        if (!ReferenceEquals(target.Scheduler, Record.Scheduler))
            throw new ArgumentException($"Task {id} belongs to another scheduler. Send to it with that scheduler's SendAsync.", nameof(id));
        return target;
    }
}
