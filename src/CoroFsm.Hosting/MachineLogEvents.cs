namespace CoroFsm.Hosting;

/// <summary>Provides the event ids of the log messages. Their category is "CoroFsm.Hosting." with the name of the set.</summary>
public static class MachineLogEvents
{
    /// <summary>Debug: a machine has started.</summary>
    public const int Started = 1;

    /// <summary>Debug: a machine has ended.</summary>
    public const int Ended = 2;

    /// <summary>Error: a machine has faulted.</summary>
    public const int Faulted = 3;

    /// <summary>Error: a machine could not be started.</summary>
    public const int StartFailed = 4;

    /// <summary>Warning: a faulted machine will be restarted.</summary>
    public const int Restarting = 5;

    /// <summary>Error: a machine has faulted after its last restart, and is removed.</summary>
    public const int RestartsExhausted = 6;

    /// <summary>Warning: the capacity is reached. Logged once, until the number of machines is below it again.</summary>
    public const int CapacityReached = 7;

    /// <summary>Warning: a machine has ended before it handled events that it had accepted.</summary>
    public const int EventsLost = 8;

    /// <summary>Error: the service scope of a machine could not be disposed.</summary>
    public const int ScopeFailed = 9;

    /// <summary>Error: a function of the options has thrown.</summary>
    public const int CallbackFailed = 10;

    /// <summary>Information: the host is stopping.</summary>
    public const int Stopping = 11;

    /// <summary>Information: all machines have ended.</summary>
    public const int Stopped = 12;

    /// <summary>Warning: machines did not end before the shutdown timeout, and are closed.</summary>
    public const int Unfinished = 13;

    /// <summary>Error: machines have not ended although they were closed.</summary>
    public const int Abandoned = 14;
}
