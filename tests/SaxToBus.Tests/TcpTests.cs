using System.Net;
using System.Net.Sockets;
using System.Text;
using CoroFsm.TestSupport;

namespace SaxToBus.Tests;

/// <summary>A feed that is received over TCP.</summary>
public sealed class TcpTests
{
    private static readonly string[] All = ["--format", "csv", "--route", "any", "--direction", "any"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways =>
        ["--source push", "--source xmlreader", "--source push --threads", "--source xmlreader --threads", "--chunk 1"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tcp_ByteByByte_ShowsRowWithItsLastByte(string way)
    {
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: false, [peer.Address, .. way.Split(' '), .. All]);
        using var connection = await peer.AcceptAsync();
        await SendAsync(connection, "<buses>");
        for (var i = 1; i <= 3; i++)
        {
            foreach (var c in $"<bus><id>{i}</id><route>22</route></bus>")
                await SendAsync(connection, c.ToString());
            Assert.Equal($"22,{i},\"\",,", await sample.Output.ReadLineAsync(Cancellation));
        }

        await SendAsync(connection, "</buses>");
        connection.Close();
        var result = await sample.EndAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("3 buses read, 3 shown", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("xmlreader")]
    public async Task Tcp_Events_ArriveWithTheirLastByte(string source)
    {
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: false, ["events", peer.Address, "--source", source]);
        using var connection = await peer.AcceptAsync();
        foreach (var (sent, shown) in new[] { ("<document>", "S document"), ("<b>", "S b"), ("text</b>", "T text\nE b") })
        {
            foreach (var c in sent)
                await SendAsync(connection, c.ToString());
            foreach (var line in shown.Split('\n'))
                Assert.Equal(line, await sample.Output.ReadLineAsync(Cancellation));
        }

        await SendAsync(connection, "</document>");
        connection.Close();
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Tcp_WholeFeed_EqualsFileOutput()
    {
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: true, [peer.Address, .. All]);
        using (var connection = await peer.AcceptAsync())
            await connection.SendAsync(Feeds.Embedded, Cancellation);
        Assert.Equal((await InProcess.RunAsync(Feeds.Embedded, ["-", .. All])).Output, (await sample.EndAsync()).Output);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tcp_ClosedMidDocument_ShowsEarlierRowsThenOneLine(string way)
    {
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: true, [peer.Address, .. way.Split(' '), .. All]);
        using (var connection = await peer.AcceptAsync())
            await SendAsync(connection, "<buses><bus><id>1</id><route>22</route></bus>\n<bus><id>2</");
        var result = await sample.EndAsync();
        Assert.Equal((2, "22,1,\"\",,\n"), (result.ExitCode, result.Text));
        Assert.StartsWith($"{peer.Address}(2,", Assert.Single(result.ErrorLines));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tcp_ConnectionReset_ShowsEarlierRowsThenOneLine(string way)
    {
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: false, [peer.Address, .. way.Split(' '), .. All]);
        using (var connection = await peer.AcceptAsync())
        {
            await SendAsync(connection, "<buses><bus><id>1</id><route>22</route></bus>");
            Assert.Equal("22,1,\"\",,", await sample.Output.ReadLineAsync(Cancellation));
            connection.LingerState = new(enable: true, seconds: 0);     // closing it resets the connection
        }

        var result = await sample.EndAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{peer.Address}: ", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Tcp_ConnectionRefused_PrintsOneLineAndExits2()
    {
        string address;
        using (var peer = new Peer())
            address = peer.Address;
        foreach (var command in new string[][] { [address], ["events", address] })
        {
            var result = await InProcess.RunAsync([], command);
            Assert.Equal((2, ""), (result.ExitCode, result.Text));
            Assert.StartsWith($"{address}: ", Assert.Single(result.ErrorLines));
        }
    }

    [Theory]
    [InlineData("tcp://")]
    [InlineData("tcp://localhost")]
    [InlineData("tcp://:5000")]
    [InlineData("tcp://localhost:")]
    [InlineData("tcp://localhost:0")]
    [InlineData("tcp://localhost:65536")]
    [InlineData("tcp://localhost:http")]
    [InlineData("tcp://localhost:5000/feed")]
    [InlineData("tcp://localhost:5000?feed")]
    [InlineData("tcp://localhost:5000#feed")]
    [InlineData("TCP://me@localhost:5000")]
    public async Task Tcp_BadAddress_ShowsExpectedForm(string address)
    {
        var result = await InProcess.RunAsync([], address);
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"{WebAddress.Shown(address)}: ", line);
        Assert.Contains("tcp://host:port", line);
    }

    [Fact]
    public async Task Tcp_InterruptWhileWaiting_Exits130()
    {
        Signals.SkipUnlessInterruptible();
        using var peer = new Peer();
        using var sample = Sample.Start(readsOutput: false, [peer.Address, .. All]);
        using var connection = await peer.AcceptAsync();
        await SendAsync(connection, "<buses><bus><id>1</id><route>22</route></bus>");
        Assert.Equal("22,1,\"\",,", await sample.Output.ReadLineAsync(Cancellation));
        await sample.InterruptAsync();
        Assert.Equal(130, (await sample.EndAsync()).ExitCode);
    }

    private static async Task SendAsync(Socket connection, string text) =>
        await connection.SendAsync(Encoding.UTF8.GetBytes(text), Cancellation);

    /// <summary>Waits on loopback for the reader to connect.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public Peer() => listener.Start();

        public string Address => $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        public async Task<Socket> AcceptAsync()
        {
            var socket = await listener.AcceptSocketAsync(Cancellation);
            socket.NoDelay = true;
            return socket;
        }

        public void Dispose() => listener.Dispose();
    }
}
