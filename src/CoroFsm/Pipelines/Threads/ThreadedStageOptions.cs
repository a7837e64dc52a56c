namespace CoroFsm.Pipelines;

/// <summary>Provides the options of a <see cref="ThreadedStage{T}"/>. Every default is safe.</summary>
public sealed record ThreadedStageOptions
{
    /// <summary>Gets the default options.</summary>
    public static ThreadedStageOptions Default { get; } = new();

    /// <summary>
    /// Gets the name of the stage and of its thread, for messages and debuggers. Default: null ("ThreadedStage" and the type of the items).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets the maximum number of items in the stage, including those that the worker has taken but not yet processed. Memory for all of
    /// them is allocated when the stage is created. Default: 1,024.
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
    /// Gets the action that the worker executes when it has processed all items and none is queued, before it waits; for example
    /// <c>writer.Flush</c>. Its exceptions are failures like those of the target. It runs under the default execution context. Default:
    /// null (no action).
    /// </summary>
    public Action? Idle { get; init; }

    /// <summary>
    /// Gets the token that cancels the stage: queued items are dropped, and the sender and the target receive an
    /// <see cref="OperationCanceledException"/>, the target through <see cref="IObserver{T}.OnError"/>. Default: none.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }
}
