using System.Net;
using System.Net.Sockets;

namespace Echo.Tests;

/// <summary>The servers behave equally, and the commands report their results.</summary>
public sealed class EchoTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public static TheoryData<string> Styles => [.. EchoServers.Styles];

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Server_UnderLoad_LosesNothing(string style)
    {
        using var server = EchoServers.Start(style, new(IPAddress.Loopback, 0));
        var result = await Load.RunAsync(
            new(server.EndPoint, 20, 10, 5000, TimeSpan.FromMilliseconds(1)), server.Completion, TestContext.Current.CancellationToken);

        Assert.Equal((20, 0, 200L), (result.Connections, result.Lost, result.Messages));
        Assert.Equal(20, server.Accepted);
    }

    [Fact]
    public async Task Server_OverTlsWith500Connections_LosesNothing()
    {
        using var certificate = Certificates.Create();
        ServerOptions options = new(Threads: 2, certificate);
        using var server = EchoServers.Start(EchoServers.Tasks, new(IPAddress.Loopback, 0), options: options);
        LoadOptions load = new(server.EndPoint, 500, 10, 1000, TimeSpan.Zero) { Fingerprint = options.Fingerprint };
        var result = await Load.RunAsync(load, server.Completion, TestContext.Current.CancellationToken);

        Assert.Equal((500, 0, 5000L), (result.Connections, result.Lost, result.Messages));
        Assert.Equal(500, server.Accepted);
    }

    [Fact]
    public async Task Load_OtherCertificate_ReportsFix()
    {
        using var certificate = Certificates.Create();
        using var server = EchoServers.Start(EchoServers.Tasks, new(IPAddress.Loopback, 0), options: new(Certificate: certificate));

        Assert.Equal(2, await Run("load", "--port", $"{server.EndPoint.Port}", "--connections", "1", "--tls", "AB12"));
        Assert.Contains("pass the fingerprint that it shows", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_OptionsOfAnotherStyle_ReportsFix()
    {
        Assert.Equal(2, await Run("serve", "--port", "0", "--style", "async", "--tls"));
        Assert.Contains("--style tasks", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scale_SmallLoad_ShowsBothFigures()
    {
        Assert.Equal(0, await Run("scale", "--connections", "3", "--messages", "2", "--rounds", "1", "--threads", "2"));
        Assert.Empty(error.ToString());
        Assert.Matches("^1 thread: .* messages/s; 2 threads: .* messages/s; ", output.ToString());
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Server_MoreClientsThanLimit_EndsWithFix(string style)
    {
        using var server = EchoServers.Start(style, new(IPAddress.Loopback, 0), capacity: 2);
        using var clients = new CompositeClients(server.EndPoint, 3);

        var fault = await Assert.ThrowsAsync<FaultException>(() => server.Completion.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("ulimit -n", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Server_Disposed_ClosesItsConnections(string style)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (var server = EchoServers.Start(style, new(IPAddress.Loopback, 0)))
        {
            client.Connect(server.EndPoint);
            client.Send([1]);
            Assert.Equal(1, client.Receive(new byte[1]));
        }

        Assert.Equal(0, ReceiveOrReset(client));
    }

    [Fact]
    public async Task Load_ServerClosesAtOnce_ReportsFault()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closing = Task.Run(() => listener.AcceptSocket().Dispose(), TestContext.Current.CancellationToken);
        var exitCode = await Run("load", "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--connections", "1");
        await closing;

        Assert.Equal(2, exitCode);
        Assert.StartsWith("1 of 1 connections were lost; the first: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_NoListener_ReportsFix()
    {
        using var port = new ClosedPort();

        Assert.Equal(2, await Run("load", "--port", $"{port.Number}"));
        Assert.Contains("Echo serve", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Serve_PortInUse_ReportsFix()
    {
        using var server = EchoServers.Start(EchoServers.Async, new(IPAddress.Loopback, 0));

        Assert.Equal(2, await Run("serve", "--port", $"{server.EndPoint.Port}"));
        Assert.Contains("Choose another address", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_SmallLoad_ShowsAllThreeServers()
    {
        Assert.Equal(0, await Run("compare", "--connections", "3", "--messages", "2", "--rounds", "1"));
        Assert.Empty(error.ToString());
        foreach (var style in EchoServers.Styles)
            Assert.Contains(style, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1.00x", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Cancelled_EndsAsInterrupted()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        Assert.Equal(
            130, await CommandLine.RunAsync(["compare", "--connections", "2"], new(output, error, IsTerminal: false), cancellation.Token));
    }

    [Theory]
    [InlineData("compare", "--connections", "0")]
    [InlineData("compare", "--connections", "20001")]
    [InlineData("load", "--size", "-1")]
    [InlineData("load", "--messages", "many")]
    [InlineData("serve", "--style", "fibres")]
    public async Task Arguments_OutOfBounds_AreRefused(params string[] args)
    {
        Assert.Equal(2, await Run(args));
        Assert.NotEmpty(error.ToString());
    }

    [Fact]
    public void OpenFiles_LimitIsTooLow_ReportsRequiredLimit()
    {
        var fault = Assert.Throws<FaultException>(() => OpenFiles.Check(5000, ends: 2, limit: 1024));
        Assert.Contains("ulimit -n 10200", fault.Message, StringComparison.Ordinal);
        OpenFiles.Check(5000, ends: 2, limit: 10_200);
        OpenFiles.Check(5000, ends: 2, limit: null);
    }

    private sealed class CompositeClients : IDisposable
    {
        private readonly List<Socket> sockets = [];

        internal CompositeClients(IPEndPoint server, int count)
        {
            for (var i = 0; i < count; i++)
            {
                sockets.Add(new(SocketType.Stream, ProtocolType.Tcp));
                sockets[^1].Connect(server);
            }
        }

        public void Dispose() => sockets.ForEach(static socket => socket.Dispose());
    }

    private static int ReceiveOrReset(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[1]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private Task<int> Run(params string[] args) =>
        CommandLine.RunAsync(args, new(output, error, IsTerminal: false), TestContext.Current.CancellationToken);
}
