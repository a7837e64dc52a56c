using System.Net.Sockets;
using System.Text;

namespace CoroFsm.Tests.Networking;

/// <summary>Unix domain sockets: the same tasks, at a path or an abstract name.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("corofsm");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Listen_AtPath_ConnectsAndDeletesTheFile()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "This system has no Unix domain sockets.");
        var path = Path.Combine(directory.FullName, "server");
        Loopback.Run(async task =>
        {
            using (var listener = Network.Sockets.Listen(new UnixDomainSocketEndPoint(path)))
            {
                Assert.True(File.Exists(path));
                await Talk(task, listener);
                Assert.Equal(
                    SocketError.AddressAlreadyInUse,
                    Assert.Throws<SocketException>(() => Network.Sockets.Listen(listener.LocalEndPoint)).SocketErrorCode);
            }

            Assert.False(File.Exists(path));
            using var again = Network.Sockets.Listen(new UnixDomainSocketEndPoint(path));
        });
    }

    [Fact]
    public void Listen_AtAbstractName_Connects()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has abstract names of Unix domain sockets.");
        Loopback.Run(async task =>
        {
            using var listener = Network.Sockets.Listen(new UnixDomainSocketEndPoint($"\0corofsm-{Guid.NewGuid()}"));
            await Talk(task, listener);
        });
    }

    [Fact]
    public void Dispose_AfterLastReply_DeliversItThenEnd()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "This system has no Unix domain sockets.");
        Loopback.Run(async task =>
        {
            using var listener = Network.Sockets.Listen(new UnixDomainSocketEndPoint(Path.Combine(directory.FullName, "server")));
            for (var i = 0; i < 200; i++)
            {
                using var client = await Network.Sockets.Connect(task, listener.LocalEndPoint);
                var server = await listener.Accept(task);
                await client.Send(task, new byte[5]);
                if (i % 2 == 0)
                    await task.Within(TimeSpan.FromTicks(1), async part => await server.Receive(part, new byte[1]));
                await server.Send(task, "421\n"u8.ToArray());
                server.Dispose();
                Assert.Equal("421", Encoding.ASCII.GetString((await client.Reader.ReadLine(task, 10))!.Value.Span));
                Assert.Null(await client.Reader.ReadLine(task, 10));
            }
        });
    }

    private static async Coroutine Talk(TaskContext task, Listener listener)
    {
        using var client = await Network.Sockets.Connect(task, listener.LocalEndPoint);
        await task.Spawn(async self => await Loopback.Echo(self, await listener.Accept(self)));
        await client.Send(task, "hello\n"u8.ToArray());
        Assert.Equal("hello", Encoding.ASCII.GetString((await client.Reader.ReadLine(task, 10))!.Value.Span));
    }
}
