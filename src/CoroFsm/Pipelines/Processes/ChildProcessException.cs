namespace CoroFsm.Pipelines;

/// <summary>
/// The exception that is thrown when a child process cannot be started, ends without reporting that it is complete, or ends with an exit
/// code other than 0.
/// </summary>
public sealed class ChildProcessException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    public ChildProcessException()
        : base("The child process has failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    /// <param name="message">The program, how it ended, and the fix.</param>
    public ChildProcessException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChildProcessException"/> class.</summary>
    /// <param name="message">The program, how it ended, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public ChildProcessException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Gets the exit code; null if the process was not started. On Unix, a value above 128 is 128 plus the number of the signal that ended
    /// the process.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets the end of the process's standard error, at most 4 KiB.</summary>
    public string StandardError { get; init; } = "";
}
