namespace CoroFsm.Pipelines;

/// <summary>The exception that is thrown when the other end of a stream of JSON lines has reported a failure.</summary>
public sealed class RemoteException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    public RemoteException()
        : base("The other end has failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="message">The message of the other end.</param>
    public RemoteException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="message">The message of the other end.</param>
    /// <param name="innerException">The cause.</param>
    public RemoteException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="remoteType">The full name of the exception's type at the other end.</param>
    /// <param name="message">The message of the other end.</param>
    public RemoteException(string remoteType, string message)
        : base(message) => RemoteType = remoteType;

    /// <summary>Gets the full name of the exception's type at the other end; empty if it is unknown.</summary>
    public string RemoteType { get; } = "";
}
