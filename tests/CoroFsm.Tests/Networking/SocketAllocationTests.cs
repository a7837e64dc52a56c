namespace CoroFsm.Tests.Networking;

/// <summary>A round trip allocates nothing once warm.</summary>
public sealed class SocketAllocationTests
{
    [Fact]
    public void SendAndReceive_AllocateNothing() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        await task.Spawn(echo => Loopback.Echo(echo, server));
        using (client)
        {
            // .NET occasionally starts an operation before the last one is returned and allocates another: this is outside the library.
            var least = long.MaxValue;
            for (var round = 0; round < 20 && least > 0; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                await Exchange(task, client, new byte[64], 200);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - LargestSetUp);
            }

            Assert.InRange(least, long.MinValue, 0);
        }
    });

    /// <summary>The message, and the frame of the call in Debug.</summary>
    private const int LargestSetUp = 400;

    private static async Coroutine Exchange(TaskContext task, CoroFsm.Networking.Connection client, byte[] message, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await client.Send(task, message);
            await client.Receive(task, message);
        }
    }
}
