using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CoroFsm.Networking;

/// <summary>Encrypts the bytes of a connection.</summary>
internal sealed class TlsTransport(Transport inner, TransportStream carried) : Transport
{
    /// <summary>The types of the records that a TLS handshake begins with: an alert, or the handshake itself.</summary>
    private const byte AlertRecord = 0x15;
    private const byte HandshakeRecord = 0x16;

    private TransportGate gate;
    private bool isShutDown;

    internal override bool IsExternal => inner.IsExternal;

    internal override EndPoint? LocalEndPoint => inner.LocalEndPoint;

    internal override EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    internal override Transport Carrier => inner.Carrier;

    internal SslStream Stream { get; } = new(carried);

    internal X509Certificate2? RemoteCertificate => Stream.RemoteCertificate as X509Certificate2;

    internal SslApplicationProtocol NegotiatedApplicationProtocol => Stream.NegotiatedApplicationProtocol;

    /// <summary>Returns the error of a handshake, with what has happened and how to correct it.</summary>
    internal Exception Explain(Exception error)
    {
        var at = $"The TLS handshake with {RemoteEndPoint} failed:";
        var cause = Unwrap(error);
        return cause switch
        {
            SocketException or ObjectDisposedException => cause,
            _ when carried.FirstByte is { } first and not (AlertRecord or HandshakeRecord) => new AuthenticationException(
                $"{at} the other side does not speak TLS (its first byte is 0x{first:X2}). Connect to a port that uses TLS, or start TLS "
                + "when the protocol of the application says so.",
                error),
            IOException => new AuthenticationException(
                $"{at} the other side has closed the connection. Find the cause there; it may have refused the certificate.", error),
            AuthenticationException => new AuthenticationException(
                $"{at} {error.GetBaseException().Message.TrimEnd('.')}. Correct the certificate, the name in TargetHost, or the options.",
                error),
            _ => cause,
        };
    }

    /// <summary>
    /// Closes the connection. It sends <c>close_notify</c> only if nothing is being sent: an output that is cut off must look like that.
    /// </summary>
    internal override void Close(TimeSpan linger)
    {
        if (!gate.TryClose(out var inUse))
            return;
        if (inUse == 0)
            _ = NotifyAndDispose();
        inner.Close(linger);
    }

    internal override bool TryBeginReceive(ITransfer transfer, out Exception? error)
    {
        error = null;
        try
        {
            var reading = Stream.ReadAsync(transfer.Memory);
            if (!reading.IsCompleted)
            {
                _ = EndReceive(transfer, reading);
                return true;
            }

            transfer.Count = reading.GetAwaiter().GetResult();
        }
        catch (Exception failed)
        {
            error = Unwrap(failed);
        }

        return false;
    }

    /// <summary>Sends nothing: a record is sent as a transfer.</summary>
    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        error = null;
        return 0;
    }

    internal override bool TryBeginSend(ITransfer transfer, out Exception? error)
    {
        error = isShutDown ? new SocketException((int)SocketError.Shutdown)
            : gate.TryEnter(TransportGate.Sending) ? null
            : NetworkOperation.Closed(nameof(Connection));
        if (error is not null)
            return false;
        try
        {
            var writing = Stream.WriteAsync(transfer.Memory);
            if (!writing.IsCompleted)
            {
                _ = EndSend(transfer, writing);
                return true;
            }

            writing.GetAwaiter().GetResult();
            transfer.Count = transfer.Memory.Length;
        }
        catch (Exception failed)
        {
            error = Unwrap(failed);
        }

        gate.Leave(TransportGate.Sending);
        return false;
    }

    internal override void Shutdown()
    {
        if (isShutDown)
            return;
        isShutDown = true;
        var notifying = NotifyAndShutDown();
        if (!notifying.IsCompleted)
            return;
        try
        {
            notifying.GetAwaiter().GetResult();
        }
        catch (Exception failed)
        {
            throw Unwrap(failed);
        }
    }

    /// <summary>Returns the error of the transport below, where that is the cause.</summary>
    private static Exception Unwrap(Exception error) =>
        error is IOException { InnerException: SocketException or ObjectDisposedException } ? error.InnerException : error;

    private static async Task EndReceive(ITransfer transfer, ValueTask<int> reading)
    {
        var (count, error) = (0, (Exception?)null);
        try
        {
            count = await reading.ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            error = Unwrap(failed);
        }

        transfer.Count = count;
        transfer.End(error);
    }

    private async Task EndSend(ITransfer transfer, ValueTask writing)
    {
        Exception? error = null;
        try
        {
            await writing.ConfigureAwait(false);
            transfer.Count = transfer.Memory.Length;
        }
        catch (Exception failed)
        {
            error = Unwrap(failed);
        }

        gate.Leave(TransportGate.Sending);
        transfer.End(error);
    }

    private async Task NotifyAndShutDown()
    {
        await Stream.ShutdownAsync().ConfigureAwait(false);
        inner.Shutdown();
    }

    private async Task NotifyAndDispose()
    {
        try
        {
            if (!isShutDown)
                await Stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The other side has gone, so it cannot be notified.
        }

        await Stream.DisposeAsync().ConfigureAwait(false);
    }
}
