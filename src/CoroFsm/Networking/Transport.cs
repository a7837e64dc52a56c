using System.Net;

namespace CoroFsm.Networking;

/// <summary>What carries the bytes of a connection. Any thread may dispose of it: what is under way then ends with an error.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Gets a value indicating whether operations end from outside of the scheduler.</summary>
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint? LocalEndPoint { get; }

    internal abstract EndPoint? RemoteEndPoint { get; }

    public abstract void Dispose();

    /// <summary>Begins to receive into the operation's buffer.</summary>
    /// <param name="operation">Gets the count, and is told of the end.</param>
    /// <param name="error">What it failed with at once.</param>
    /// <returns>False if it has ended at once.</returns>
    internal abstract bool TryBeginReceive(ReceiveOperation operation, out Exception? error);

    /// <summary>Sends what can be sent without waiting.</summary>
    /// <returns>How many bytes were sent.</returns>
    internal abstract int Send(ReadOnlySpan<byte> bytes, out Exception? error);

    /// <summary>Begins to send the operation's chunk.</summary>
    /// <param name="operation">Gets the count, and is told of the end.</param>
    /// <param name="error">What it failed with at once.</param>
    /// <returns>False if it has ended at once.</returns>
    internal abstract bool TryBeginSend(SendOperation operation, out Exception? error);

    /// <summary>Tells the other side that nothing more is sent.</summary>
    internal abstract void Shutdown();
}

/// <summary>What brings the connections of a listener.</summary>
internal abstract class ListenerTransport : IDisposable
{
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint LocalEndPoint { get; }

    public abstract void Dispose();

    /// <summary>Begins to accept a connection.</summary>
    /// <param name="operation">Gets the connection, and is told of the end.</param>
    /// <param name="error">What it failed with at once.</param>
    /// <returns>False if it has ended at once.</returns>
    internal abstract bool TryBeginAccept(AcceptOperation operation, out Exception? error);
}
