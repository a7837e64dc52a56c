using System.Net;

namespace CoroFsm.Networking;

/// <summary>Transports the bytes of a connection. Any thread may close it: pending operations then end, or are not notified.</summary>
internal abstract class Transport : IDisposable
{
    /// <summary>Gets a value indicating whether operations end outside of the scheduler.</summary>
    internal abstract bool IsExternal { get; }

    internal abstract EndPoint? LocalEndPoint { get; }

    internal abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>Gets the transport that carries this one; itself if there is none below.</summary>
    internal virtual Transport Carrier => this;

    /// <summary>Closes the connection at once.</summary>
    public void Dispose() => Close(TimeSpan.Zero);

    /// <summary>
    /// Closes the connection: what is being sent is sent, then the output ends, and what still arrives is discarded until the other side
    /// ends its output.
    /// </summary>
    /// <param name="linger">The maximum time until the connection is closed; zero: at once.</param>
    internal abstract void Close(TimeSpan linger);

    /// <summary>Begins to receive.</summary>
    /// <param name="transfer">The transfer, which receives the count and is notified of the end. Its memory is always the same.</param>
    /// <param name="error">The error, if the transfer has already failed.</param>
    /// <returns>False if the transfer has already ended.</returns>
    internal abstract bool TryBeginReceive(ITransfer transfer, out Exception? error);

    /// <summary>Sends as many bytes as possible without waiting.</summary>
    /// <returns>The number of bytes sent.</returns>
    internal abstract int Send(ReadOnlySpan<byte> bytes, out Exception? error);

    /// <summary>Begins to send.</summary>
    /// <param name="transfer">The transfer, which receives the count and is notified of the end.</param>
    /// <param name="error">The error, if the transfer has already failed.</param>
    /// <returns>False if the transfer has already ended.</returns>
    internal abstract bool TryBeginSend(ITransfer transfer, out Exception? error);

    /// <summary>Ends the output, which the other side learns.</summary>
    internal abstract void Shutdown();
}
