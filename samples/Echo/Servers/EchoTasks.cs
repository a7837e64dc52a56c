using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using CoroFsm;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace Echo;

/// <summary>
/// The server of the course as tasks: one that accepts for each scheduler, and one for each connection. They depend on no particular
/// network or scheduler.
/// </summary>
/// <param name="listener">Where the connections come from.</param>
/// <param name="capacity">How many may be open at the same time; with one more the server ends.</param>
/// <param name="options">What the server does; null: it echoes.</param>
internal sealed class EchoTasks(Listener listener, int capacity, ServerOptions? options = null)
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ServerOptions options = options ?? new();
    private int accepted;
    private int open;

    internal int Accepted => Volatile.Read(ref accepted);

    /// <summary>Gets how many connections are open.</summary>
    internal int Open => Volatile.Read(ref open);

    internal Task Completion => completion.Task;

    internal async Coroutine Accept(TaskContext task)
    {
        try
        {
            while (true)
            {
                var connection = await listener.Accept(task);
                Interlocked.Increment(ref accepted);
                if (Interlocked.Increment(ref open) > capacity)
                {
                    connection.Dispose();
                    completion.TrySetException(FaultException.Full(capacity));
                    return;
                }

                await task.Spawn(self => Serve(self, connection));
            }
        }
        catch (SocketException error)
        {
            completion.TrySetException(error);
        }
        finally
        {
            completion.TrySetResult();
        }
    }

    private async Coroutine Serve(TaskContext task, Connection connection)
    {
        using (connection)
        {
            try
            {
                if (options.Certificate is null || await task.Within(HandshakeLimit, part => Secure(part, connection)))
                    await Echo(task, connection);
            }
            catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
            {
                // The client broke off; the others go on.
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }
    }

    private async Coroutine Secure(TaskContext task, Connection connection) =>
        await connection.AuthenticateAsServer(task, new SslServerAuthenticationOptions { ServerCertificate = options.Certificate });

    private async Coroutine Echo(TaskContext task, Connection connection)
    {
        var buffer = new byte[EchoServers.BufferSize];
        while (await connection.Receive(task, buffer) is > 0 and var count)
        {
            Work(buffer.AsSpan(0, count));
            await connection.Send(task, buffer.AsMemory(0, count));
        }
    }

    /// <summary>Uses processor time, as a server does that computes its answers.</summary>
    private void Work(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < options.Work; i++)
            SHA256.HashData(message, hash);
    }
}
