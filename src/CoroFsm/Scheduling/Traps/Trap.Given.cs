namespace CoroFsm.Scheduling;

/// <content>The given traps as objects, for <see cref="TaskContext.Select"/>.</content>
public abstract partial class Trap
{
    /// <summary>Creates a trap that takes a message from the mailbox.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="predicate">Selects the messages. Default: null (all messages of the type).</param>
    /// <returns>The trap.</returns>
    public static Trap<TMessage> Receive<TMessage>(Func<TMessage, bool>? predicate = null) => new ReceiveTrap<TMessage>(predicate);

    /// <summary>Creates a trap that ends when a time has elapsed since a task began to wait for it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The trap.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public static Trap Sleep(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return new SleepTrap(time);
    }

    /// <summary>Creates a trap that ends when a task ends.</summary>
    /// <param name="id">The task's id.</param>
    /// <returns>The trap. Its result is the outcome of the task.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task.</exception>
    public static Trap<TaskOutcome> Wait(TaskId id) => new JoinTrap(id.Task ?? throw TaskContext.NamesNoTask(nameof(id)));

    /// <summary>Creates a trap that ends when a .NET task ends.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The trap. If the task fails or is cancelled, the trap fails with its exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static Trap Await(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new AsyncTrap<VoidResult>(task, static _ => default);
    }

    /// <summary>Creates a trap that ends when a .NET task ends.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>The trap. If the task fails or is cancelled, the trap fails with its exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static Trap<TResult> Await<TResult>(Task<TResult> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new AsyncTrap<TResult>(task, static task => ((Task<TResult>)task).GetAwaiter().GetResult());
    }
}
