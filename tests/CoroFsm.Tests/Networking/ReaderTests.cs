using System.Text;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Networking;

/// <summary>The byte readers, over connections and over machines of bytes, against the text that was sent.</summary>
public sealed class ReaderTests
{
    private static readonly string[] Parts = ["", "a", "bc", "hello", "\rx", "xy\r\r", "longer than most"];

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void ReadLine_AnySplit_GivesLinesThenNull(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var sender = await task.Spawn(async self =>
        {
            foreach (var part in Parts)
                await client.Send(self, Encoding.ASCII.GetBytes(part + (part.Length % 2 == 0 ? "\r\n" : "\n")));
            client.Shutdown();
        });
        foreach (var part in Parts)
            Assert.Equal(part, Text(await server.Reader.ReadLine(task, 16)));
        Assert.Null(await server.Reader.ReadLine(task, 16));
        Assert.Null(await server.Reader.ReadLine(task, 16));
        Assert.Equal(0, server.Reader.Length);
    });

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void ReadUntilAndReadExactly_Mixed_GiveTheParts(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await task.Spawn(async self =>
        {
            await client.Send(self, "a\nb\r\n12345X--Y---Z"u8.ToArray());
            client.Shutdown();
        });
        Assert.Equal("a\nb", Text(await server.Reader.ReadUntil(task, "\r\n"u8.ToArray(), 3)));
        Assert.Equal("12345", Text(await server.Reader.ReadExactly(task, 5)));
        Assert.Equal("", Text(await server.Reader.ReadExactly(task, 0)));
        Assert.Equal("X--Y", Text(await server.Reader.ReadUntil(task, "---"u8.ToArray(), 100)));
        var error = await Failures.Of(async () => await server.Reader.ReadExactly(task, 2));
        Assert.Contains("begins at byte 17 and has 1 bytes", Assert.IsType<EndOfStreamException>(error).Message, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void ReadLine_TooLongOrUnended_Throws(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await task.Spawn(async self => await client.Send(self, "1234\r\n12345\r\n"u8.ToArray()));
        Assert.Equal("1234", Text(await server.Reader.ReadLine(task, 4)));
        var error = await Failures.Of(async () => await server.Reader.ReadLine(task, 4));
        Assert.Equal(
            "The line that begins at byte 6 of the input exceeds 4 bytes. Close the connection, or raise maxLength.",
            Assert.IsType<InvalidDataException>(error).Message);
        Assert.Equal("12", Text(await server.Reader.ReadUntil(task, "3"u8.ToArray(), 5)));      // not found by the search for a line
        Assert.Equal("45", Text(await server.Reader.ReadLine(task, 5)));
        await task.Spawn(async self =>
        {
            await client.Send(self, "abc"u8.ToArray());
            client.Shutdown();
        });
        error = await Failures.Of(async () => await server.Reader.ReadLine(task, 4));
        Assert.Contains("inside a line", Assert.IsType<EndOfStreamException>(error).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void ReadLine_EndlessLine_BuffersNoMoreThanTheMaximum() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        client.LingerTime = server.LingerTime = TimeSpan.Zero;
        await task.Spawn(async self =>
        {
            await Failures.Of(async () =>
            {
                while (true)
                    await client.Send(self, new byte[1 << 16]);
            });
        });
        Assert.IsType<InvalidDataException>(await Failures.Of(async () => await server.Reader.ReadLine(task, 10_000)));
        Assert.InRange(server.Reader.Length, 10_000, 20_000);
    });

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void Receive_ReaderHoldsBytes_IsRefusedUntilTheyAreRead(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, "a\nb"u8.ToArray());
        await network.Settle(task);
        Assert.Equal("a", Text(await server.Reader.ReadLine(task, 4)));
        var buffer = new byte[1];
        if (server.Reader.Length > 0)
            Assert.Throws<InvalidOperationException>(() => server.Receive(task, buffer));
        Assert.Equal(1, await server.Reader.Receive(task, buffer));
        Assert.Equal((byte)'b', buffer[0]);
        await client.Send(task, "c"u8.ToArray());
        await server.Fill(task, buffer);
        Assert.Equal((byte)'c', buffer[0]);
    });

    [Fact]
    public void ReadLine_KilledAtAnyPoint_LosesNoByte() =>
        Simulation.ForSeeds(100, static simulation => SimulatedRun.Run(simulation, new() { MaxSegment = 3 }, async (task, _, host, _) =>
        {
            var (client, server) = await SimulatedRun.Pair(task, host, host);
            using var ends = new SimulatedRun.Ends(client, server);
            var lines = Enumerable.Range(0, 30).Select(i => new string('x', simulation.Random.Next(9)) + i).ToArray();
            await task.Spawn(async self =>
            {
                foreach (var line in lines)
                {
                    await client.Send(self, Encoding.ASCII.GetBytes(line + "\n"));
                    await self.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(2)));
                }

                client.Shutdown();
            });
            List<string> received = [];
            var hasEnded = false;
            while (!hasEnded)
            {
                var reader = await task.Spawn(async self =>
                {
                    if (await server.Reader.ReadLine(self, 20) is { } line)
                        received.Add(Text(line));
                    else
                        hasEnded = true;
                });
                await task.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(3)));
                await task.Kill(reader);
            }

            Assert.Equal(lines, received);
        }));

    [Fact]
    public void ReadLine_ByTwoTasks_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var reader = await task.Spawn(async self => await server.Reader.ReadLine(self, 10));
        Assert.Contains(
            "Another task is reading",
            Assert.IsType<InvalidOperationException>(await Failures.Of(async () => await server.Reader.ReadLine(task, 10))).Message,
            StringComparison.Ordinal);
        client.Shutdown();
        Assert.Null((await task.Wait(reader)).Result);
    });

    [Fact]
    public void Chunks_AnySplit_GiveTheSameParts()
    {
        var text = Encoding.ASCII.GetBytes("one\r\ntwo\n12345tail--rest");
        for (var size = 1; size <= text.Length; size++)
        {
            List<string?> log = [];
            using var machine = Machine.Start<ByteChunk>(async inbox =>
            {
                ByteChunkReader reader = new(inbox);
                log.Add(Text(await reader.ReadLine(3)));
                log.Add(Text(await reader.ReadLine(3)));
                log.Add(Text(await reader.ReadExactly(5)));
                log.Add(Text(await reader.ReadUntil("--"u8.ToArray(), 4)));
                log.Add(Text(await reader.ReadExactly(4)));
                log.Add(await reader.ReadLine(9) is { } line ? Text(line) : null);
            });
            for (var start = 0; start < text.Length; start += size)
                machine.Send(new(text.AsMemory(start, Math.Min(size, text.Length - start))));
            machine.Complete();
            Assert.Equal(["one", "two", "12345", "tail", "rest", null], log);
        }
    }

    [Theory]
    [InlineData("abcdef\n", typeof(InvalidDataException))]
    [InlineData("abc", typeof(EndOfStreamException))]
    public void Chunks_TooLongOrUnended_Throws(string text, Type expected)
    {
        Exception? error = null;
        using var machine = Machine.Start<ByteChunk>(async inbox =>
            error = await Failures.Of(async () => await new ByteChunkReader(inbox).ReadLine(5)));
        machine.Send(new(Encoding.ASCII.GetBytes(text)));
        machine.Complete();
        Assert.IsType(expected, error);
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Reader.ReadLine(task, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Reader.ReadExactly(task, -1));
        Assert.Throws<ArgumentException>(() => server.Reader.ReadUntil(task, default, 1));
        Assert.Throws<ArgumentException>(() => server.Reader.Receive(task, default));
        Assert.Throws<InvalidOperationException>(() => new ByteChunkReader(default));
    });

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);

    private static string Text(ReadOnlyMemory<byte>? bytes) => Text(bytes ?? throw new EndOfStreamException());
}
