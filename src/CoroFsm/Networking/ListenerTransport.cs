using System.Net;

namespace CoroFsm.Networking;

/// <summary>Provides the connections of a listener.</summary>
internal abstract class ListenerTransport : IDisposable
{
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint LocalEndPoint { get; }

    public abstract void Dispose();

    /// <summary>Creates the part that accepts for one scheduler.</summary>
    internal abstract Acceptor NewAcceptor();
}

/// <summary>Accepts the connections of a listener for one scheduler, one at a time.</summary>
internal abstract class Acceptor : IDisposable
{
    public abstract void Dispose();

    /// <summary>Begins to accept a connection.</summary>
    /// <param name="operation">The operation, which receives the connection and is notified of the end.</param>
    /// <param name="error">The error, if the operation has already failed.</param>
    /// <returns>False if the operation has already ended.</returns>
    internal abstract bool TryBeginAccept(AcceptOperation operation, out Exception? error);
}
