using System.Net.Sockets;
using System.Security.Authentication;
using CoroFsm;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace Echo;

/// <summary>The clients: a task for each connection, all on one thread.</summary>
internal sealed class Load
{
    private readonly LoadOptions options;
    private readonly List<Connection> connections = [];
    private readonly byte[] message;
    private long messages;
    private int lost;
    private string? firstLoss;
    private TimeSpan elapsed;

    private Load(LoadOptions options)
    {
        this.options = options;
        message = new byte[options.Size];
        new Random(options.Size).NextBytes(message);
    }

    /// <summary>Runs a load.</summary>
    /// <param name="options">What it does.</param>
    /// <param name="serverEnd">Ends the load when the server does.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    /// <exception cref="FaultException">The server cannot be reached, or does not go on.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled.</exception>
    internal static async Task<LoadResult> RunAsync(LoadOptions options, Task serverEnd, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var load = new Load(options);
        var scheduler = new Scheduler();
        var result = new TaskCompletionSource<LoadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Spawn(async task =>
        {
            try
            {
                await load.Main(task);
                result.TrySetResult(new(load.connections.Count, load.lost, load.messages, load.elapsed, load.firstLoss));
            }
            catch (Exception error) when (error is not CoroutineClosedException)
            {
                result.TrySetException(error);
            }
        });
        using var thread = scheduler.Start("load");
        var first = await Task.WhenAny(result.Task, serverEnd).WaitAsync(cancellationToken);
        if (first != result.Task)
        {
            try
            {
                await serverEnd;
            }
            catch (SocketException error)
            {
                throw FaultException.Of("The server cannot accept a connection", error);
            }

            throw new FaultException("The server has ended before the load did.");
        }

        return await result.Task;
    }

    private async Coroutine Main(TaskContext task)
    {
        try
        {
            await Connect(task);
            var time = TimeProvider.System;
            var start = time.GetTimestamp();
            await task.RunScope(async scope =>
            {
                foreach (var connection in connections)
                    await scope.Spawn(self => Talk(self, connection));
            });
            elapsed = time.GetElapsedTime(start);
            if (options.Hold > TimeSpan.Zero)
                await Hold(task);
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }

    private async Coroutine Connect(TaskContext task)
    {
        try
        {
            while (connections.Count < options.Connections)
            {
                connections.Add(await Network.Sockets.Connect(task, options.EndPoint));
                if (options.Fingerprint is not null)
                    await connections[^1].AuthenticateAsClient(task, Certificates.Trusting(options.Fingerprint));
            }
        }
        catch (AuthenticationException error)
        {
            throw new FaultException(
                $"{error.Message} Start the server with --tls, and pass the fingerprint that it shows.", error);
        }
        catch (SocketException error)
        {
            throw FaultException.Of(
                $"Cannot open connection {connections.Count + 1} of {options.Connections} to {options.EndPoint}",
                error);
        }
    }

    private async Coroutine Talk(TaskContext task, Connection connection)
    {
        var answer = new byte[options.Size];
        try
        {
            for (var i = 0; i < options.Messages; i++)
            {
                await connection.Send(task, message);
                for (var count = 0; count < answer.Length;)
                {
                    var received = await connection.Receive(task, answer.AsMemory(count));
                    if (received == 0)
                    {
                        Lose("the server closed it");
                        return;
                    }

                    count += received;
                }

                if (!answer.AsSpan().SequenceEqual(message))
                {
                    Lose("the answer was not what had been sent");
                    return;
                }

                messages++;
            }
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            Lose(error.Message);
        }
    }

    /// <summary>Keeps silent; then each connection has to answer once more.</summary>
    private async Coroutine Hold(TaskContext task)
    {
        await task.Sleep(options.Hold);
        var before = messages;
        await task.RunScope(async scope =>
        {
            foreach (var connection in connections)
                await scope.Spawn(self => new Load(options with { Messages = 1 }).Check(self, connection, this));
        });
        messages = before;
    }

    private async Coroutine Check(TaskContext task, Connection connection, Load of)
    {
        await Talk(task, connection);
        if (lost > 0)
            of.Lose(firstLoss!);
    }

    private void Lose(string why)
    {
        lost++;
        firstLoss ??= why;
    }
}
