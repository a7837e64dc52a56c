namespace CoroFsm.Testing;

/// <summary>
/// Thrown by <see cref="EquivalenceResult{TEvent}.EnsureEqual"/>: two machines differ, or a limit ended the comparison before their
/// equality was established.
/// </summary>
public sealed class MachinesDifferException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="MachinesDifferException"/> class.</summary>
    public MachinesDifferException()
        : base("The machines differ.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachinesDifferException"/> class.</summary>
    /// <param name="message">How they differ, and after which events.</param>
    public MachinesDifferException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachinesDifferException"/> class.</summary>
    /// <param name="message">How they differ, and after which events.</param>
    /// <param name="innerException">The cause.</param>
    public MachinesDifferException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
