namespace SaxToBus;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is done, or its reader wants no more.</summary>
    public const int Done = 0;

    /// <summary>The arguments or the input are at fault.</summary>
    public const int Fault = 2;

    /// <summary>The document is no feed: nothing was recognized, or the service reports an error in place of vehicles.</summary>
    public const int Unrecognized = 3;

    /// <summary>Interrupted or terminated: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
