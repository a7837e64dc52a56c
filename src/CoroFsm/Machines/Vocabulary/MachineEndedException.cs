namespace CoroFsm;

/// <summary>The exception that is thrown to the sender when the machine or its input has ended.</summary>
/// <remarks>If the machine has faulted, <see cref="Exception.InnerException"/> is the fault.</remarks>
public sealed class MachineEndedException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    public MachineEndedException()
        : base("The machine has ended.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    public MachineEndedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public MachineEndedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Gets the machine that refused an event because it or its input had ended, so that the event was not handled. Null if the exception
    /// has another cause.
    /// </summary>
    public Machine? RefusedBy { get; init; }
}
