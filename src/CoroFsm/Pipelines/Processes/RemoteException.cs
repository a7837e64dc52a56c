namespace CoroFsm.Pipelines;

/// <summary>The other end of a stream of JSON lines has failed, and said how.</summary>
public sealed class RemoteException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    public RemoteException()
        : base("The other end has failed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="message">What the other end has said.</param>
    public RemoteException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="message">What the other end has said.</param>
    /// <param name="innerException">What led to it.</param>
    public RemoteException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    /// <param name="remoteType">The full name of the exception's type at the other end.</param>
    /// <param name="message">Its message.</param>
    public RemoteException(string remoteType, string message)
        : base(message) => RemoteType = remoteType;

    /// <summary>Gets the full name of the exception's type at the other end; empty if it is not known.</summary>
    public string RemoteType { get; } = "";
}
