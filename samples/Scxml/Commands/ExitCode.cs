namespace ScxmlSample;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>The command has done its work.</summary>
    public const int Done = 0;

    /// <summary>A document has faults, a session has failed, or a conformance test has not passed.</summary>
    public const int Failed = 1;

    /// <summary>The arguments are at fault, or a file cannot be read.</summary>
    public const int Fault = 2;

    /// <summary>Interrupted: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
