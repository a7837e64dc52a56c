namespace CoroFsm;

/// <summary>Thrown to whoever uses a machine in a way that it cannot be used in while it runs.</summary>
public sealed class MachineBusyException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    public MachineBusyException()
        : base("The machine is running.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    public MachineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public MachineBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
