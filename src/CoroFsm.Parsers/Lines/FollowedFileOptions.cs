namespace CoroFsm.Parsers.Lines;

/// <summary>Provides the options of a <see cref="FollowedFile"/>.</summary>
public sealed record FollowedFileOptions
{
    /// <summary>Gets the default options.</summary>
    public static FollowedFileOptions Default { get; } = new();

    /// <summary>
    /// Gets a value indicating whether the existing content of the file is pushed, too. Default: false (only appended bytes, as with
    /// <c>tail -f</c>).
    /// </summary>
    public bool FromStart { get; init; }

    /// <summary>
    /// Gets the interval between two polls; more than zero, at most a day. Default: 250 ms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero, negative, or more than a day.</exception>
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

    /// <summary>Gets the clock for the interval. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
