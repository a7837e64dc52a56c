namespace CoroFsm.Durability;

/// <summary>The exception that is thrown when an event is sent to a machine that is parked.</summary>
public sealed class MachineParkedException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="MachineParkedException"/> class.</summary>
    public MachineParkedException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineParkedException"/> class.</summary>
    /// <param name="message">The message.</param>
    public MachineParkedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="MachineParkedException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public MachineParkedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal MachineParkedException(string machine, string reason)
        : base($"Machine {machine} is parked: {reason} Correct the cause, and call RetryAsync.") => Reason = reason;

    /// <summary>Gets why it is parked.</summary>
    public string Reason { get; } = "";
}
