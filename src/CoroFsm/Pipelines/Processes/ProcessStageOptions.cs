namespace CoroFsm.Pipelines;

/// <summary>How a <see cref="ProcessStage{TIn, TOut}"/> works. Every default is safe.</summary>
public sealed record ProcessStageOptions
{
    /// <summary>Gets the options of a stage that was given none.</summary>
    public static ProcessStageOptions Default { get; } = new();

    /// <summary>Gets the name of the stage and of its threads, for messages and debuggers. Default: the child's file name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets a value indicating whether the child is a foreign program that reads and writes JSON lines and nothing else (<see cref="JsonLinesOptions.Plain"/>). It is complete when its
    /// output ends and its exit code is 0. Default: false.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Gets how many bytes a line may have, in both directions. Default: 8 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 16.</exception>
    public int MaxLineLength
    {
        get => Lines.MaxLineLength;
        init => Lines = Lines with { MaxLineLength = value };
    }

    /// <summary>Gets how many items wait at most to be written to the child. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Capacity
    {
        get => Queue.Capacity;
        init => Queue = Queue with { Capacity = value };
    }

    /// <summary>
    /// Gets how long a child may take to end by itself when it has been cancelled, has said that it is complete, or has closed its output without saying so (unless <see cref="Plain"/>), before it is killed with all its descendants. Default: 5 s;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
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

    /// <summary>Gets the clock for <see cref="ExitTimeout"/>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what cancels the stage: both sides are told, and the child's input is closed; see <see cref="ExitTimeout"/>. Default: nothing.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal JsonLinesOptions Lines { get; private init; } = new() { AutoFlush = false };

    internal ThreadedStageOptions Queue { get; private init; } = ThreadedStageOptions.Default;
}
