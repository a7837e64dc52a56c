namespace CoroFsm.Scheduling;

/// <content>The given traps as objects, for <see cref="TaskContext.Select"/>.</content>
public abstract partial class Trap
{
    /// <summary>Makes a trap that takes a message.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="predicate">Which messages it takes; null: all of the type.</param>
    /// <returns>The trap.</returns>
    public static Trap<TMessage> Receive<TMessage>(Func<TMessage, bool>? predicate = null) => new ReceiveTrap<TMessage>(predicate);

    /// <summary>Makes a trap that ends after a time, counted from when a task waits for it.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The trap.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public static Trap Sleep(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return new SleepTrap(time);
    }

    /// <summary>Makes a trap that ends when a task does.</summary>
    /// <param name="id">The task's id.</param>
    /// <returns>The trap; its result is how the task ended.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> names no task.</exception>
    public static Trap<TaskOutcome> Wait(TaskId id) => new JoinTrap(id.Task ?? throw TaskContext.NamesNoTask(nameof(id)));

    /// <summary>Makes a trap that ends with a .NET task.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The trap. It fails as the task does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static Trap Await(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new AsyncTrap<VoidResult>(task, static _ => default);
    }

    /// <summary>Makes a trap that ends with a .NET task.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>The trap. It fails as the task does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public static Trap<TResult> Await<TResult>(Task<TResult> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new AsyncTrap<TResult>(task, static task => ((Task<TResult>)task).GetAwaiter().GetResult());
    }
}
