namespace CoroFsm.Tests.Networking;

/// <summary>Behavior of real sockets only; the rest is in <see cref="NetworkContract"/>.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void Receive_MuchIsBuffered_LetsOtherTasksRun() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[1000]);
        var turns = 0;
        var other = await task.Spawn(async other =>
        {
            for (; ; turns++)
                await other.Yield();
        });
        var before = turns;
        for (var i = 0; i < 1000; i++)
            await server.Receive(task, new byte[1]);
        Assert.InRange(turns - before, 1000 / 33, int.MaxValue);
        await task.Kill(other);
    });
}
