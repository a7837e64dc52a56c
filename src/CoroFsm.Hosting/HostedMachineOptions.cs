namespace CoroFsm.Hosting;

/// <summary>Provides the options of a set of machines. Every default is safe.</summary>
public sealed class HostedMachineOptions
{
    /// <summary>
    /// Gets or sets the maximum number of machines. Default: 100,000. An event that needs one more is refused with a
    /// <see cref="MachineRefusedException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Capacity
    {
        get;
        set => field = AtLeast(value, 1);
    }

    = 100_000;

    /// <summary>
    /// Gets or sets the time without any event or change of state after which a machine is closed. Default: null (never). The machines are
    /// examined four times in this period, so the close follows after at most five quarters of it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 ms.</exception>
    public TimeSpan? IdleTimeout
    {
        get;
        set => field = value is { } timeout ? AtLeast(timeout, TimeSpan.FromMilliseconds(1)) : null;
    }

    /// <summary>
    /// Gets or sets the function that decides whether an idle machine may be closed, for instance by its <see cref="Machine.State"/>.
    /// Default: null (every idle machine). Set it if machines wait for timers or for work: a close cancels both.
    /// </summary>
    public Func<Machine, bool>? CanEvict { get; set; }

    /// <summary>Gets or sets the policy for machines that have faulted. Default: <see cref="FaultPolicy.Remove"/>.</summary>
    public FaultPolicy FaultPolicy { get; set; }

    /// <summary>
    /// Gets or sets the maximum number of consecutive restarts. Default: 5. A machine that has run for <see cref="MaxRestartDelay"/>
    /// begins a new series.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public int MaxRestarts
    {
        get;
        set => field = AtLeast(value, 0);
    }

    = 5;

    /// <summary>Gets or sets the delay before the first restart; each consecutive one doubles it. Default: 1 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RestartDelay
    {
        get;
        set => field = AtLeast(value, TimeSpan.Zero);
    }

    = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the maximum delay before a restart. Default: 1 minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan MaxRestartDelay
    {
        get;
        set => field = AtLeast(value, TimeSpan.Zero);
    }

    = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets the time that machines have to run their clean-up code after the host's shutdown timeout. Default: 1 s. Machines that
    /// do not end in this time are abandoned, and reported.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        set => field = AtLeast(value, TimeSpan.Zero);
    }

    = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets or sets the options of each machine. Hosted machines are always synchronized, and their default
    /// <see cref="MachineOptions.Type"/> and <see cref="MachineOptions.Name"/> are the name of the set, because a key may be a secret.
    /// </summary>
    public MachineOptions Machine { get; set; } = MachineOptions.Default;

    /// <summary>
    /// Gets or sets a value indicating whether the machines are counted and traced by <see cref="Diagnostics.MachineTelemetry"/>. Default:
    /// true.
    /// </summary>
    public bool PublishesTelemetry { get; set; } = true;

    /// <summary>
    /// Gets or sets the function that formats a key for log messages above the level Debug. Default: null (keys are not shown there,
    /// because they may be secrets). At the level Debug, keys are always shown.
    /// </summary>
    public Func<object, string>? DescribeKey { get; set; }

    /// <summary>
    /// Gets or sets the clock of the timeouts and delays, and of the machines. Default: null (that of the service container, or
    /// <see cref="TimeProvider.System"/>).
    /// </summary>
    public TimeProvider? TimeProvider { get; set; }

    private static T AtLeast<T>(T value, T min)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min);
        return value;
    }
}
