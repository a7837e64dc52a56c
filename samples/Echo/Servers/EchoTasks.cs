using System.Net.Sockets;
using CoroFsm;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace Echo;

/// <summary>
/// The server of the course as tasks: one that accepts, and one for each connection. They depend on no particular network or scheduler.
/// </summary>
/// <param name="listener">Where the connections come from.</param>
/// <param name="capacity">How many may be open at the same time; with one more the server ends.</param>
internal sealed class EchoTasks(Listener listener, int capacity)
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int accepted;

    internal int Accepted => accepted;

    /// <summary>Gets how many connections are open.</summary>
    internal int Open { get; private set; }

    internal Task Completion => completion.Task;

    internal async Coroutine Accept(TaskContext task)
    {
        try
        {
            while (true)
            {
                var connection = await listener.Accept(task);
                accepted++;
                if (++Open > capacity)
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
            var buffer = new byte[EchoServers.BufferSize];
            try
            {
                int count;
                while ((count = await connection.Receive(task, buffer)) > 0)
                    await connection.Send(task, buffer.AsMemory(0, count));
            }
            catch (SocketException)
            {
                // The client broke off; the others go on.
            }
            finally
            {
                Open--;
            }
        }
    }
}
