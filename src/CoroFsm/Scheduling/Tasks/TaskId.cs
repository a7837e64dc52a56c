using System.Globalization;

namespace CoroFsm.Scheduling;

/// <summary>
/// Identifies a task. Tasks refer to one another by their ids.
/// </summary>
/// <remarks>
/// An id remains valid after the task has ended; <see cref="GetOutcome"/> then returns its outcome. The default value identifies no task.
/// </remarks>
public readonly struct TaskId : IEquatable<TaskId>
{
    internal readonly ScheduledTask? Task;

    internal TaskId(ScheduledTask? task) => Task = task;

    /// <summary>Gets the number of the task: 1 for the first that a scheduler starts, and so on; 0 for the default value.</summary>
    public long Number => Task?.Number ?? 0;

    /// <summary>Gets the name that the task was given, or that of its method, for messages; empty for the default value.</summary>
    public string Name => Task?.Name ?? "";

    /// <summary>
    /// Gets the source location where the task waits or last waited, such as "Session.cs:42"; empty before its first wait.
    /// </summary>
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

    /// <summary>Gets the outcome of the task.</summary>
    /// <returns>The outcome; null if the task has not ended, or this is the default value.</returns>
    /// <remarks>Its fault, if it has one, counts as observed.</remarks>
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

    /// <summary>Returns the number as text.</summary>
    /// <returns>The number.</returns>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Identifies a task that ends with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public readonly struct TaskId<TResult> : IEquatable<TaskId<TResult>>
{
    private readonly TaskId id;

    internal TaskId(TaskId id) => this.id = id;

    /// <summary>Gets the number of the task; 0 for the default value.</summary>
    public long Number => id.Number;

    /// <summary>Converts the id to one without the type of the result.</summary>
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

    /// <summary>Converts the id to one without the type of the result.</summary>
    /// <returns>The id.</returns>
    public TaskId ToTaskId() => id;

    /// <summary>Gets the outcome of the task.</summary>
    /// <returns>The outcome; null if the task has not ended, or this is the default value.</returns>
    /// <remarks>Its fault, if it has one, counts as observed.</remarks>
    public TaskOutcome<TResult>? GetOutcome() => id.GetOutcome() is null ? null : id.Task!.OutcomeOf<TResult>();

    /// <inheritdoc/>
    public bool Equals(TaskId<TResult> other) => id.Equals(other.id);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskId<TResult> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => id.GetHashCode();

    /// <summary>Returns the number as text.</summary>
    /// <returns>The number.</returns>
    public override string ToString() => id.ToString();
}
