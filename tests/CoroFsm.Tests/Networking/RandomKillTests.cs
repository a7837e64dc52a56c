namespace CoroFsm.Tests.Networking;

/// <summary>Ten thousand tasks are killed at random points.</summary>
public sealed class RandomKillTests
{
    private const int Kills = 10_000;

    /// <summary>Reached only on failure: a socket that was left open keeps its echo waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random random = new(20260701);
    private int echoes;
    private int ended;

    [Fact]
    public void Kill_AtRandomPoints_LeavesNothing()
    {
        using var scheduler = new Scheduler();
        var main = scheduler.Spawn(Main);
        var error = Record.Exception(scheduler.Run);
        main.GetOutcome()!.Value.ThrowIfNotCompleted();

        Assert.Null(error);
        Assert.Equal((0, 0), (scheduler.TaskCount, scheduler.TimerCount));
        Assert.NotEqual(0, echoes);
        Assert.Equal(echoes, ended);
    }

    private async Coroutine Main(TaskContext task)
    {
        using var listener = Loopback.Listen();
        using var quiet = Loopback.Listen();
        var (near, far) = await Loopback.Pair(task);
        using var first = near;
        using var second = far;
        var server = await task.Spawn(self => Serve(self, listener));

        for (var i = 0; i < Kills; i++)
        {
            var victim = await task.Spawn(random.Next(4) switch
            {
                0 => self => Talk(self, listener),
                1 => async self => await near.Receive(self, new byte[8]),
                2 => async self => (await quiet.Accept(self)).Dispose(),
                _ => async self => await near.Send(self, new byte[1 << 20]),
            });
            for (var turns = random.Next(40); turns > 0; turns--)
                await task.Yield();
            await task.Kill(victim);
            (await task.Wait(victim)).Fault?.ToString();
        }

        Assert.Equal((0, 0), (near.WaiterCount, quiet.WaiterCount));

        // Each connection of a victim is closed: its echo receives the end. Those created but not yet accepted precede this last one.
        using (await Loopback.Connect(task, listener))
        {
            while (listener.WaiterCount == 0 || echoes == 0)
                await task.Yield();
        }

        await task.Within(Patience, async part =>
        {
            while (ended < echoes)
                await part.Yield();
        });
        await task.Kill(server);
        Assert.Equal((0, echoes), (listener.WaiterCount, ended));
    }

    private static async Coroutine Talk(TaskContext task, Listener listener)
    {
        using var connection = await Loopback.Connect(task, listener);
        var buffer = new byte[16];
        while (true)
        {
            await connection.Send(task, buffer);
            await connection.Receive(task, buffer);
        }
    }

    private async Coroutine Serve(TaskContext task, Listener listener)
    {
        while (true)
        {
            var connection = await listener.Accept(task);
            echoes++;
            await task.Spawn(async self =>
            {
                try
                {
                    await Loopback.Echo(self, connection);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // The victim has ended with unread bytes.
                }
                finally
                {
                    ended++;
                }
            });
        }
    }
}
