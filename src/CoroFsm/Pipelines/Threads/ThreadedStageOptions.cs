namespace CoroFsm.Pipelines;

/// <summary>How a <see cref="ThreadedStage{T}"/> works. Every default is safe.</summary>
public sealed record ThreadedStageOptions
{
    /// <summary>Gets the options of a stage that was given none.</summary>
    public static ThreadedStageOptions Default { get; } = new();

    /// <summary>Gets the name of the stage and of its thread, for messages and debuggers. Default: "ThreadedStage" and the type of the items.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets how many items the stage holds at most, those that the worker has taken but not yet handled included. Room for all of them is allocated at once. Default: 1,024.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than 1,073,741,824.</exception>
    public int Capacity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30);
            field = value;
        }
    }

    = 1 << 10;

    /// <summary>
    /// Gets what the worker does when it has handled all items and none is queued, before it waits; for example <c>writer.Flush</c>. What it throws is a failure like
    /// one of the target. It runs under the default execution context. Default: nothing.
    /// </summary>
    public Action? Idle { get; init; }

    /// <summary>
    /// Gets what cancels the stage: queued items are dropped, the sender gets an <see cref="OperationCanceledException"/>, and so does the target, by
    /// <see cref="IObserver{T}.OnError"/>. Default: nothing.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }
}
