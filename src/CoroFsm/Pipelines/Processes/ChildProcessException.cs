namespace CoroFsm.Pipelines;

/// <summary>A child process could not be started, or went away before it was complete.</summary>
public sealed class ChildProcessException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    public ChildProcessException()
        : base("The child process has failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    /// <param name="message">The program, how it ended, and the cure.</param>
    public ChildProcessException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    /// <param name="message">The program, how it ended, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public ChildProcessException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the exit code; null if the process was not started. On Unix 128 and more are a signal.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets the last of what the process wrote to its standard error, at most 4 KiB.</summary>
    public string StandardError { get; init; } = "";
}
