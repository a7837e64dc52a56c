namespace CoroFsm.Pipelines;

/// <summary>Provides the options of a <see cref="ProcessStage{TIn, TOut}"/>. Every default is safe.</summary>
public sealed record ProcessStageOptions
{
    /// <summary>Gets the default options.</summary>
    public static ProcessStageOptions Default { get; } = new();

    /// <summary>
    /// Gets the name of the stage and of its threads, for messages and debuggers. Default: null (the file name of the program).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets a value indicating whether the child is a foreign program that reads and writes JSON lines only
    /// (<see cref="JsonLinesOptions.Plain"/>). It is complete when its output has ended and its exit code is 0. Default: false.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Gets the maximum length of a line in bytes, in both directions. Default: 8 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 16.</exception>
    public int MaxLineLength
    {
        get => Lines.MaxLineLength;
        init => Lines = Lines with { MaxLineLength = value };
    }

    /// <summary>Gets the maximum number of items that wait to be written to the child. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Capacity
    {
        get => Queue.Capacity;
        init => Queue = Queue with { Capacity = value };
    }

    /// <summary>
    /// Gets the time that a child has for ending by itself before it is killed with all its descendants. The time starts when the stage is
    /// cancelled, when the child has reported that it is complete, or when it has closed its output without a report (unless
    /// <see cref="Plain"/>). Default: 5 seconds; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 40 days.</exception>
    public TimeSpan ExitTimeout
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(40));
            }

            field = value;
        }
    }

    = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock for <see cref="ExitTimeout"/>. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the token that cancels the stage: the next observer is notified, the sender's next call throws, and the child's input is
    /// closed. The child then has the <see cref="ExitTimeout"/> to end. Default: none.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    internal JsonLinesOptions Lines { get; private init; } = new() { AutoFlush = false };

    internal ThreadedStageOptions Queue { get; private init; } = ThreadedStageOptions.Default;
}
