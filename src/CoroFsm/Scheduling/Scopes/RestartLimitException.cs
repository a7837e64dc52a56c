namespace CoroFsm.Scheduling;

/// <summary>Thrown by a supervisor whose tasks fail too often. The inner exception is the last fault.</summary>
public sealed class RestartLimitException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="RestartLimitException"/> class.</summary>
    public RestartLimitException()
        : base("A supervised task fails too often.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RestartLimitException"/> class.</summary>
    /// <param name="message">Which task fails, and how often.</param>
    public RestartLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RestartLimitException"/> class.</summary>
    /// <param name="message">Which task fails, and how often.</param>
    /// <param name="innerException">The last fault.</param>
    public RestartLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
