namespace Orders.Tests;

/// <summary>The arguments.</summary>
public sealed class CommandLineTests
{
    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    [Theory]
    [InlineData("--help", "--telemetry")]
    [InlineData("load --help", "--orders")]
    [InlineData("machines --help", "--journal")]
    [InlineData("show --help", "<key>")]
    [InlineData("replay --help", "Exit code 1")]
    [InlineData("retry --help", "Stop the service first.")]
    [InlineData("skip --help", "<sequence>")]
    [InlineData("purge --help", "--force")]
    [InlineData("export --help", "--order")]
    [InlineData("import --help", "--replace")]
    [InlineData("backup --help", "<file>")]
    public async Task Help_OfEachCommand_ShowsItsOptions(string args, string text)
    {
        Assert.Equal(0, await RunAsync(args));
        Assert.Contains(text, output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("serve", "serve is neither a command nor a setting")]
    [InlineData("--port 80", "--port is neither a command nor a setting")]
    [InlineData("load --orders 0", "--orders takes a number from 1 to 100000")]
    [InlineData("load --clients x", "--clients takes a number from 1 to 1000")]
    [InlineData("load --rate 1", "--rate is neither a command nor a setting")]
    [InlineData("load --Shop:Pieces=1", "load takes no settings")]
    [InlineData("--urls http://127.0.0.1:0 --Shop:Capacity=x", "Shop:Capacity")]
    [InlineData("--urls http://127.0.0.1:0 --Shop:Capacity=0", "Capacity")]
    [InlineData("--urls http://127.0.0.1:0 --Shop:Peaces=1", "Peaces")]
    [InlineData("--urls http://127.0.0.1:0 --Payments:FailRate=0.9", "more than 1 together")]
    [InlineData("--urls nonsense", "nonsense")]
    [InlineData("machines", "Give its file with --journal.")]
    [InlineData("machines --journal nothing.db", "There is no journal nothing.db")]
    [InlineData("replay --Journal:Path=nothing.db", "There is no journal nothing.db")]
    [InlineData("show --journal nothing.db", "Required argument 'key' missing")]
    [InlineData("show order-1 order-2", "order-2 is neither a command nor a setting")]
    public async Task Run_WrongArguments_SaysWhatIsWrong(string args, string message)
    {
        Assert.Equal(2, await RunAsync(args));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Run_AddressInUse_SaysSo()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        Assert.Equal(2, await RunAsync($"--urls http://{listener.LocalEndpoint}"));
        Assert.Contains("--urls http://127.0.0.1:0", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_FewOrders_ShowsEndsAndMemory()
    {
        Assert.Equal(0, await RunAsync("load --orders 20 --clients 5 --hold 1"));
        var text = output.ToString();
        Assert.Contains("200 requests in", text, StringComparison.Ordinal);
        Assert.Contains("Completed", text, StringComparison.Ordinal);
        Assert.Contains("MB with 0", text, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(string args) => CommandLine.RunAsync(args.Split(' '), output, error).WaitAsync(Timeout);
}
