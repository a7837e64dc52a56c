namespace CoroFsm.Hosting;

/// <summary>
/// The exception that is thrown to the sender when a set of machines does not take its event. The event was not handled, and may be sent
/// again later.
/// </summary>
public sealed class MachineRefusedException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineRefusedException"/> class.</summary>
    public MachineRefusedException()
        : base("The machines do not take this event.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineRefusedException"/> class.</summary>
    /// <param name="message">The set of machines, the cause, and the fix.</param>
    public MachineRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineRefusedException"/> class.</summary>
    /// <param name="message">The set of machines, the cause, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public MachineRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal MachineRefusedException(MachineRefusal reason, string message)
        : base(message) =>
        Reason = reason;

    /// <summary>Gets the reason.</summary>
    public MachineRefusal Reason { get; }
}
