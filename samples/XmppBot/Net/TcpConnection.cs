using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using CoroFsm;

namespace XmppBot;

/// <summary>One connection: a loop that reads and feeds the framing, and one that writes.</summary>
internal sealed class TcpConnection
{
    /// <summary>How long a last word may take.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Machine<SessionEvent> session;
    private readonly TlsSettings tls;
    private readonly int maxStanza;
    private readonly Action<SessionEvent>? trace;
    private readonly Outbox outbox = new();
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource reading = new();
    private readonly CancellationTokenSource writing;
    private volatile StanzaReader reader;
    private volatile System.IO.Stream? stream;
    private volatile bool wantsTls;

    public TcpConnection(Machine<SessionEvent> session, TlsSettings tls, int maxStanza, TimeProvider time, Action<SessionEvent>? trace)
    {
        (this.session, this.tls, this.maxStanza, this.trace) = (session, tls, maxStanza, trace);
        writing = new(Timeout.InfiniteTimeSpan, time);
        reader = NewReader();
    }

    /// <summary>Connects, and goes on until the connection is closed.</summary>
    /// <returns>The end: what was written last is sent, and the socket closed.</returns>
    public Task Start(ServerAddress server) => Task.Run(() => RunAsync(server), CancellationToken.None);

    /// <summary>Writes when it is its turn. A server that lets too much pile up is cut off.</summary>
    public void Write(string text)
    {
        if (!outbox.TryWrite(text))
            socket.Dispose();
    }

    public void Restart() => reader.Restart();

    /// <summary>Takes nothing more of what has come in the clear: what follows the server's consent is not to be believed.</summary>
    public void StartTls()
    {
        reader.Close();
        wantsTls = true;
    }

    public void Close()
    {
        reader.Close();
        outbox.Complete();
        writing.CancelAfter(Farewell);
        reading.Cancel();
    }

    private StanzaReader NewReader() => new(Deliver, maxStanza);

    private void Deliver(SessionEvent e)
    {
        if (reading.IsCancellationRequested)
            return;
        trace?.Invoke(e);
        session.Deliver(e, reading.Token);
    }

    private async Task RunAsync(ServerAddress server)
    {
        var writer = Task.CompletedTask;
        try
        {
            // A look-up that hangs cannot be cancelled: it is left alone.
            var addresses = await Dns.GetHostAddressesAsync(server.Host, reading.Token).WaitAsync(reading.Token);
            await socket.ConnectAsync(addresses, server.Port, reading.Token);
            stream = new NetworkStream(socket);
            writer = WriteAsync();
            Deliver(new Connected());
            await ReadAsync();
            if (wantsTls)
            {
                await EncryptAsync();
                Deliver(new Secured());
                await ReadAsync();
            }

            Deliver(new Lost(new(Failure.NoConnection, "the server cut the connection")));
        }
        catch (OperationCanceledException)
        {
            // The session has closed it.
        }
        catch (AuthenticationException error)
        {
            Deliver(new Lost(new(Failure.Tls, $"TLS: {(error.InnerException ?? error).Message}")));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException or ArgumentException)
        {
            var what = stream is null ? $"no connection to {server}" : "the connection broke";
            Deliver(new Lost(new(Failure.NoConnection, $"{what}: {error.Message}")));
        }
        catch (Exception error)
        {
            Deliver(new Lost(new(Failure.Protocol, error.Message, cause: error)));
        }

        outbox.Complete();
        await writer;
        await EndAsync();
        socket.Dispose();
        reader.Dispose();
    }

    /// <summary>Reads until the server ends the connection, or the session wants TLS.</summary>
    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        while (!wantsTls || stream is SslStream)
        {
            await outbox.RoomAsync(reading.Token);
            var count = await stream!.ReadAsync(buffer, reading.Token);
            if (count == 0)
                return;
            reader.Feed(buffer.AsSpan(0, count));
        }
    }

    private async Task EncryptAsync()
    {
        var encrypted = new SslStream(stream!);
        try
        {
            await encrypted.AuthenticateAsClientAsync(tls.ForClient(), reading.Token);
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }

        reader.Dispose();
        reader = NewReader();
        stream = encrypted;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await outbox.TakeAsync(writing.Token) is { Length: > 0 } bytes)
                await stream!.WriteAsync(bytes, writing.Token);
        }
        catch (Exception error) when (
            error is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reading side finds out, and tells; nothing is to wait for room any more.
            outbox.Complete();
        }
    }

    /// <summary>
    /// Shuts the sending side down, or the server could not distinguish the end from a cut (RFC 8446, 6.1); and reads what still arrives,
    /// or the kernel would answer it with a reset, which may overtake the last bytes sent.
    /// </summary>
    private async Task EndAsync()
    {
        try
        {
            if (stream is SslStream encrypted)
                await encrypted.ShutdownAsync().WaitAsync(writing.Token);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16 * 1024];
            while (await socket.ReceiveAsync(buffer, writing.Token) > 0) { }
        }
        catch (Exception error) when (
            error is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The server has gone before, or does not go.
        }

        if (stream is not null)
            await stream.DisposeAsync();
    }
}
