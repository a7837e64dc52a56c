namespace Echo;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is done.</summary>
    public const int Done = 0;

    /// <summary>The arguments are at fault, or a connection was lost.</summary>
    public const int Fault = 2;

    /// <summary>Interrupted or terminated: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
