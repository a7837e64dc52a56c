namespace CoroFsm;

/// <summary>The exception that is thrown when a machine is used in a way that is not possible while it runs.</summary>
public sealed class MachineBusyException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    public MachineBusyException()
        : base("The machine is running.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    public MachineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineBusyException"/> class.</summary>
    /// <param name="message">The machine, its state, the event, and the fix.</param>
    /// <param name="innerException">The cause.</param>
    public MachineBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
