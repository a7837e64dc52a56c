using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using CoroFsm;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace XmppBot;

/// <summary>One connection: a task that reads and feeds the framing, and one that writes.</summary>
internal sealed class TcpConnection
{
    /// <summary>How long a last word may take.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Machine<SessionEvent> session;
    private readonly TlsSettings tls;
    private readonly int maxStanza;
    private readonly Action<SessionEvent>? trace;
    private readonly Outbox outbox = new();
    private readonly CancellationTokenSource reading = new();
    private readonly TaskCompletionSource closing = New();
    private readonly TaskCompletionSource ended = New();
    private volatile StanzaReader reader;
    private volatile Connection? connection;
    private volatile bool wantsTls;
    private TaskId writes;

    public TcpConnection(Machine<SessionEvent> session, TlsSettings tls, int maxStanza, Action<SessionEvent>? trace)
    {
        (this.session, this.tls, this.maxStanza, this.trace) = (session, tls, maxStanza, trace);
        reader = NewReader();
    }

    /// <summary>Connects, and goes on until the connection is closed.</summary>
    /// <returns>The end: what was written last is sent, and the connection closed.</returns>
    public Task Start(Scheduler scheduler, ServerAddress server)
    {
        scheduler.Spawn(task => Run(task, server));
        return ended.Task;
    }

    /// <summary>Writes when it is its turn. A server that lets too much pile up is cut off.</summary>
    public void Write(string text)
    {
        if (!outbox.TryWrite(text))
            connection?.Dispose();
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
        reading.Cancel();
        closing.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StanzaReader NewReader() => new(Deliver, maxStanza);

    private void Deliver(SessionEvent e)
    {
        if (reading.IsCancellationRequested)
            return;
        trace?.Invoke(e);
        session.Deliver(e, reading.Token);
    }

    private async Coroutine Run(TaskContext task, ServerAddress server)
    {
        try
        {
            var reads = await task.Spawn(self => Read(self, server));
            await task.Select([Trap.Await(closing.Task), Trap.Wait(reads)]);
            await task.Kill(reads);
            outbox.Complete();
            await task.Within(Farewell, End);
        }
        finally
        {
            connection?.Dispose();
            reader.Dispose();
            ended.TrySetResult();
        }
    }

    private async Coroutine Read(TaskContext task, ServerAddress server)
    {
        try
        {
            connection = await Network.Sockets.Connect(task, new DnsEndPoint(server.Host, server.Port));
            writes = await task.Spawn(self => Write(self, connection));
            Deliver(new Connected());
            await ReadToEnd(task, connection);
            if (wantsTls)
            {
                await connection.AuthenticateAsClient(task, tls.ForClient());
                reader.Dispose();
                reader = NewReader();
                Deliver(new Secured());
                await ReadToEnd(task, connection);
            }

            Deliver(new Lost(new(Failure.NoConnection, "the server cut the connection")));
        }
        catch (AuthenticationException error)
        {
            Deliver(new Lost(new(Failure.Tls, $"TLS: {error.Message}")));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException or ArgumentException)
        {
            var what = connection is null ? $"no connection to {server}" : "the connection broke";
            Deliver(new Lost(new(Failure.NoConnection, $"{what}: {error.Message}")));
        }
        catch (Exception error) when (error is not OperationCanceledException)      // else the session has closed it
        {
            Deliver(new Lost(new(Failure.Protocol, error.Message, cause: error)));
        }
    }

    /// <summary>Reads until the server ends the connection, or the session wants TLS.</summary>
    private async Coroutine ReadToEnd(TaskContext task, Connection from)
    {
        var buffer = new byte[16 * 1024];
        while (!wantsTls || from.IsEncrypted)
        {
            await task.Await(outbox.RoomAsync(reading.Token));
            var count = await from.Receive(task, buffer);
            if (count == 0)
                return;
            reader.Feed(buffer.AsSpan(0, count));
        }
    }

    private async Coroutine Write(TaskContext task, Connection to)
    {
        try
        {
            while (await task.Await(outbox.TakeAsync(CancellationToken.None)) is { Length: > 0 } bytes)
                await to.Send(task, bytes);
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The reading side finds out, and tells; nothing is to wait for room any more.
            outbox.Complete();
        }
    }

    /// <summary>Writes the rest, and waits until the server ends its side, too: what it has not received by then is lost.</summary>
    private async Coroutine End(TaskContext task)
    {
        if (connection is null)
            return;
        try
        {
            await task.Wait(writes);
            connection.Shutdown();
            var buffer = new byte[16 * 1024];
            while (await connection.Receive(task, buffer) > 0)
            {
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The server has gone before.
        }
    }

    private static bool IsBroken(Exception error) =>
        error is SocketException or IOException or ObjectDisposedException or AuthenticationException;
}
