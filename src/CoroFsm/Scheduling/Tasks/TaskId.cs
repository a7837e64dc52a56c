using System.Globalization;

namespace CoroFsm.Scheduling;

/// <summary>
/// The name of a task: all that tasks know of each other.
/// </summary>
/// <remarks>It stays valid when the task has ended, and then leads to how it ended.</remarks>
public readonly struct TaskId : IEquatable<TaskId>
{
    internal readonly ScheduledTask? Task;

    internal TaskId(ScheduledTask? task) => Task = task;

    /// <summary>Gets the number of the task: 1 for the first that a scheduler starts, and so on; 0 for the default.</summary>
    public long Number => Task?.Number ?? 0;

    /// <summary>Gets the name that the task was given, or that of its method, for people; empty for the default.</summary>
    public string Name => Task?.Name ?? "";

    /// <summary>Gets the line where the task waits or waited last, such as "Session.cs:42"; empty before its first wait.</summary>
    public string Position => Task?.Position ?? "";

    /// <summary>Determines whether two ids name the same task.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator ==(TaskId left, TaskId right) => left.Equals(right);

    /// <summary>Determines whether two ids name different tasks.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(TaskId left, TaskId right) => !left.Equals(right);

    /// <summary>Gets how the task has ended.</summary>
    /// <returns>How; null if it has not ended, or this names no task.</returns>
    /// <remarks>Its fault, if it has one, counts as seen.</remarks>
    public TaskOutcome? GetOutcome()
    {
        if (Task is not { HasEnded: true })
            return null;
        Task.MarkObserved();
        return Task.Outcome;
    }

    /// <inheritdoc/>
    public bool Equals(TaskId other) => ReferenceEquals(Task, other.Task);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Number.GetHashCode();

    /// <summary>Shows the number.</summary>
    /// <returns>The number.</returns>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The name of a task that ends with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public readonly struct TaskId<TResult> : IEquatable<TaskId<TResult>>
{
    private readonly TaskId id;

    internal TaskId(TaskId id) => this.id = id;

    /// <summary>Gets the number of the task.</summary>
    public long Number => id.Number;

    /// <summary>Forgets what the result is.</summary>
    /// <param name="id">The id.</param>
    public static implicit operator TaskId(TaskId<TResult> id) => id.id;

    /// <summary>Determines whether two ids name the same task.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator ==(TaskId<TResult> left, TaskId<TResult> right) => left.Equals(right);

    /// <summary>Determines whether two ids name different tasks.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(TaskId<TResult> left, TaskId<TResult> right) => !left.Equals(right);

    /// <summary>Forgets what the result is.</summary>
    /// <returns>The id.</returns>
    public TaskId ToTaskId() => id;

    /// <summary>Gets how the task has ended.</summary>
    /// <returns>How; null if it has not ended, or this names no task.</returns>
    /// <remarks>Its fault, if it has one, counts as seen.</remarks>
    public TaskOutcome<TResult>? GetOutcome() => id.GetOutcome() is null ? null : id.Task!.OutcomeOf<TResult>();

    /// <inheritdoc/>
    public bool Equals(TaskId<TResult> other) => id.Equals(other.id);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskId<TResult> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => id.GetHashCode();

    /// <summary>Shows the number.</summary>
    /// <returns>The number.</returns>
    public override string ToString() => id.ToString();
}
