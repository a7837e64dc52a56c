namespace CoroFsm.Parsers.Lines;

/// <summary>How a <see cref="FollowedFile"/> is followed.</summary>
public sealed record FollowedFileOptions
{
    /// <summary>Gets the options of a file that was given none.</summary>
    public static FollowedFileOptions Default { get; } = new();

    /// <summary>
    /// Gets a value indicating whether what the file holds at the start is pushed too. Default: false, as <c>tail -f</c> does; only
    /// what is appended.
    /// </summary>
    public bool FromStart { get; init; }

    /// <summary>
    /// Gets how long to wait before looking again where there was nothing new; more than zero, at most a day. Default: 250 ms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than a day.</exception>
    public TimeSpan PollInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets the clock that the waiting goes by. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
