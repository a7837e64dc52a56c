namespace CoroFsm.Scheduling;

/// <summary>
/// Runs coroutines as tasks, one at a time, on one thread: a small operating system, whose system calls are the members of
/// <see cref="TaskContext"/>.
/// </summary>
/// <remarks>
/// <para>Tasks take turns, first in, first out; a turn ends at a trap (a system call) that has to wait. A task that fails or is killed does
/// not end the others: its exception is its outcome. If nothing observes a fault, see
/// <see cref="SchedulerOptions.OnUnobservedFault"/>.</para>
/// <para>The turns of a task, and its clean-up, run under the <see cref="ExecutionContext"/> of the call that started it (<c>AsyncLocal</c>
/// values, culture, activity), no matter which code wakes or kills it. Changes that a turn makes to the context are undone at its
/// end.</para>
/// <para>A scheduler belongs to the thread that created it, until another thread calls <see cref="Run()"/>, or a dedicated thread runs it
/// (<see cref="Start"/>). Other threads may call <see cref="Spawn(Func{TaskContext, Coroutine}, string?, TaskPriority)"/>,
/// <see cref="Kill(TaskId)"/>, <see cref="Post"/>, <see cref="SendAsync"/>, <see cref="ExpectInterrupts"/> and <see cref="Snapshot"/>.
/// Their requests are interrupts, which the scheduler handles between two turns.</para>
/// </remarks>
public sealed partial class Scheduler : IDisposable
{
    internal readonly int MailboxCapacity;
    internal readonly int MaxInterrupts;

    /// <summary>The scope of the tasks that are in no other.</summary>
    internal readonly TaskScope Root;

    internal readonly InterruptQueue Interrupts = new();
    internal readonly EagerTurns EagerTurns = new();

    private readonly SchedulerOptions options;
    private readonly TimeProvider clock;
    private readonly TimerQueue timers;
    private readonly ReadyTasks ready;
    private readonly UnobservedFaults faults;
    private readonly SchedulerHold hold = new();

    /// <summary>The number of tasks that have been started: the number of the last one.</summary>
    private uint started;

    /// <summary>The number of tasks that have ended.</summary>
    private uint ended;

    /// <summary>Initializes a new instance of the <see cref="Scheduler"/> class.</summary>
    /// <param name="options">The options; null for <see cref="SchedulerOptions.Default"/>.</param>
    public Scheduler(SchedulerOptions? options = null)
    {
        this.options = options ?? SchedulerOptions.Default;
        MailboxCapacity = this.options.MailboxCapacity;
        MaxInterrupts = this.options.MaxInterrupts;
        clock = this.options.TimeProvider;
        isPlain = this.options is { TurnOrder: null, Measures: false };
        timers = new(clock, Interrupts);
        ready = new(this.options.TurnOrder, Interrupts);
        faults = new(this.options.OnUnobservedFault, isReported: this.options.Observer is not null, NotifyUnobserved);
        Root = new(this, owner: null, outer: null);
    }

    /// <summary>Gets the number of tasks that have been started and have not ended.</summary>
    public int TaskCount
    {
        get
        {
            var before = Volatile.Read(ref ended);      // first: a task ends after it has started
            return (int)(Volatile.Read(ref started) - before);
        }
    }


    /// <summary>
    /// Starts a task outside any scope. Its first turn comes when the scheduler runs. All its turns have the
    /// <see cref="ExecutionContext"/> of this call.
    /// </summary>
    /// <param name="start">Calls the coroutine, in the task's first turn.</param>
    /// <param name="name">The name of the task, for messages. Default: null (the name of its method).</param>
    /// <param name="priority">The priority of the task.</param>
    /// <returns>The task's id.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="BacklogFullException">
    /// Called by another thread, and <see cref="SchedulerOptions.MaxInterrupts"/> interrupts already wait.
    /// </exception>
    public TaskId Spawn(Func<TaskContext, Coroutine> start, string? name = null, TaskPriority priority = TaskPriority.Normal)
    {
        ArgumentNullException.ThrowIfNull(start);
        var isInside = IsInside;
        ObjectDisposedException.ThrowIf(isDisposed && !isInside, this);
        var task = Create(Root, start, name, priority);
        if (!isInside)
            BeginFromOutside(task);
        else if (isClosing)
            EndUnstarted(task);
        else
            Begin(task);
        return new(task);
    }

    /// <summary>
    /// Starts a task that ends with a result; otherwise like <see cref="Spawn(Func{TaskContext, Coroutine}, string?, TaskPriority)"/>.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="start">Calls the coroutine, in the task's first turn.</param>
    /// <param name="name">The name of the task, for messages. Default: null (the name of its method).</param>
    /// <param name="priority">The priority of the task.</param>
    /// <returns>The task's id.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    /// <exception cref="BacklogFullException">
    /// Called by another thread, and <see cref="SchedulerOptions.MaxInterrupts"/> interrupts already wait.
    /// </exception>
    public TaskId<TResult> Spawn<TResult>(
        Func<TaskContext, Coroutine<TResult>> start, string? name = null, TaskPriority priority = TaskPriority.Normal)
    {
        ArgumentNullException.ThrowIfNull(start);
        return new(Spawn(new TaskWithResult<TResult>(start).Run, name ?? MethodName.QualifiedOf(start.Method), priority));
    }

    /// <summary>Starts a task in a scope; on the scheduler's thread.</summary>
    internal ScheduledTask SpawnIn(TaskScope scope, Func<TaskContext, Coroutine> start, string? name, TaskPriority priority)
    {
        var task = Create(scope, start, name, priority);
        Begin(task);
        return task;
    }

    private void BeginFromOutside(ScheduledTask task)
    {
        try
        {
            HandleOrPost(task, isBounded: true);
        }
        catch
        {
            Interlocked.Increment(ref ended);       // it never begins, and so never ends
            throw;
        }
    }

    private ScheduledTask Create(TaskScope scope, Func<TaskContext, Coroutine> start, string? name, TaskPriority priority)
    {
        if (priority is < TaskPriority.High or > TaskPriority.Low)
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "A priority is High, Normal or Low. Use one of them.");

        var task = new ScheduledTask(scope, Interlocked.Increment(ref started), start, priority, AmbientContext.Capture());
        if (name is not null)
            task.Extras.Name = name;
        return task;
    }

    /// <summary>Makes a new task one that runs; on the scheduler's thread.</summary>
    internal void Begin(ScheduledTask task)
    {
        task.Scope.Add(task);
        Enqueue(task);
        Notify(static (observer, task) => observer.OnSpawned(new(task)), task);
    }
}
