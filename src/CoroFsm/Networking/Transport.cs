using System.Net;

namespace CoroFsm.Networking;

/// <summary>Transports the bytes of a connection. Any thread may dispose it: pending operations then end with an error.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Gets a value indicating whether operations end outside of the scheduler.</summary>
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint? LocalEndPoint { get; }

    internal abstract EndPoint? RemoteEndPoint { get; }

    public abstract void Dispose();

    /// <summary>Begins to receive into the operation's buffer.</summary>
    /// <param name="operation">The operation, which receives the count and is notified of the end.</param>
    /// <param name="error">The error, if the operation has already failed.</param>
    /// <returns>False if the operation has already ended.</returns>
    internal abstract bool TryBeginReceive(ReceiveOperation operation, out Exception? error);

    /// <summary>Sends as many bytes as possible without waiting.</summary>
    /// <returns>The number of bytes sent.</returns>
    internal abstract int Send(ReadOnlySpan<byte> bytes, out Exception? error);

    /// <summary>Begins to send the operation's chunk.</summary>
    /// <param name="operation">The operation, which receives the count and is notified of the end.</param>
    /// <param name="error">The error, if the operation has already failed.</param>
    /// <returns>False if the operation has already ended.</returns>
    internal abstract bool TryBeginSend(SendOperation operation, out Exception? error);

    /// <summary>Ends the output, which the other side learns.</summary>
    internal abstract void Shutdown();
}

/// <summary>Provides the connections of a listener.</summary>
internal abstract class ListenerTransport : IDisposable
{
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint LocalEndPoint { get; }

    public abstract void Dispose();

    /// <summary>Begins to accept a connection.</summary>
    /// <param name="operation">The operation, which receives the connection and is notified of the end.</param>
    /// <param name="error">The error, if the operation has already failed.</param>
    /// <returns>False if the operation has already ended.</returns>
    internal abstract bool TryBeginAccept(AcceptOperation operation, out Exception? error);
}
