namespace CoroFsm;

/// <summary>Thrown to whoever sends an event to a machine that takes no more: it has ended, or its input has.</summary>
/// <remarks>If the machine has faulted, its exception is the <see cref="Exception.InnerException"/>.</remarks>
public sealed class MachineEndedException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    public MachineEndedException()
        : base("The machine has ended.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    public MachineEndedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineEndedException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public MachineEndedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
