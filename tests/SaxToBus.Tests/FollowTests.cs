using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CoroFsm.TestSupport;
using Spectre.Console;

namespace SaxToBus.Tests;

/// <summary>Following a feed, as a user runs it.</summary>
public sealed class FollowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follow_StandardInput_ReportsAndLogsEachChange()
    {
        var log = Path.GetTempFileName();
        await File.WriteAllTextAsync(log, "before\n", Cancellation);
        var result = await InProcess.RunAsync(
            "<buses><bus><id>1</id><latitude>41</latitude><longitude>-87</longitude></bus><bus><id>2</id></bus></buses>"u8.ToArray(),
            "-",
            "--follow",
            "--log",
            log);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var change = JsonDocument.Parse(result.Text).RootElement;
        Assert.Equal(
            ("new", "1", 41.0),
            (change.GetProperty("change").GetString(), change.GetProperty("id").GetString(), change.GetProperty("latitude").GetDouble()));
        Assert.Equal("before\n" + result.Text, await File.ReadAllTextAsync(log, Cancellation));
        File.Delete(log);
    }

    [Fact]
    public async Task Follow_ServerKilledAndRestarted_LosesNoLaterUpdate()
    {
        Signals.SkipUnlessInterruptible();
        var server = new OddServer();
        server.Answers(Bus(41));
        using var sample = Sample.Start(readsOutput: false, server.Address, "--follow", "--every", "50ms");
        Assert.Contains("\"change\":\"new\"", await sample.Output.ReadLineAsync(Cancellation));
        server.Dispose();
        using var again = new OddServer(server.Port);
        again.Answers(Bus(42));
        Assert.Contains("\"change\":\"moved\"", await sample.Output.ReadLineAsync(Cancellation));
        await sample.InterruptAsync();
        var result = await sample.EndAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.All(result.ErrorLines, line => Assert.StartsWith(server.Address + ": ", line));
    }

    [Theory]
    [InlineData]
    [InlineData("--every", "20ms")]
    public async Task Follow_FileGrowsOrIsRewritten_ReportsChanges(params string[] every)
    {
        Signals.SkipUnlessInterruptible();
        var path = Path.GetTempFileName();
        var grows = every.Length == 0;
        var first = Bus(41)[..^"</buses>".Length];
        await File.WriteAllTextAsync(path, grows ? first : first + "</buses>", Cancellation);
        using var sample = Sample.Start(readsOutput: false, [path, "--follow", .. every]);
        Assert.Contains("\"change\":\"new\"", await sample.Output.ReadLineAsync(Cancellation));
        if (grows)
        {
            await File.AppendAllTextAsync(path, Bus(42)["<buses>".Length..^"</buses>".Length], Cancellation);
        }
        else
        {
            // Replaces the feed atomically; otherwise it could be read half written.
            await File.WriteAllTextAsync(path + ".new", Bus(42) + " ", Cancellation);
            File.Move(path + ".new", path, overwrite: true);
        }

        Assert.Contains("\"change\":\"moved\"", await sample.Output.ReadLineAsync(Cancellation));
        await sample.InterruptAsync();
        var result = await sample.EndAsync();
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
        File.Delete(path);
    }

    [Fact]
    public async Task Follow_TcpConnectionLost_Reconnects()
    {
        Signals.SkipUnlessInterruptible();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sample = Sample.Start(readsOutput: false, $"tcp://{listener.LocalEndpoint}", "--follow", "--every", "20ms");
        foreach (var (latitude, change) in new[] { (41, "new"), (42, "moved") })
        {
            using var connection = await listener.AcceptSocketAsync(Cancellation);
            await connection.SendAsync(Encoding.UTF8.GetBytes(Bus(latitude)[..^"</buses>".Length]), Cancellation);
            Assert.Contains($"\"change\":\"{change}\"", await sample.Output.ReadLineAsync(Cancellation));
        }

        await sample.InterruptAsync();
        var result = await sample.EndAsync();
        Assert.Equal(130, result.ExitCode);
        Assert.NotEmpty(result.ErrorLines);
    }

    [Fact]
    public async Task Follow_TcpBadValue_IsReportedWhileConnectionContinues()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sample = Sample.Start(readsOutput: false, $"tcp://{listener.LocalEndpoint}", "--follow", "--every", "20ms");
        using var connection = await listener.AcceptSocketAsync(Cancellation);
        await connection.SendAsync(
            Encoding.UTF8.GetBytes($"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><RecordedAtTime>now</RecordedAtTime>"),
            Cancellation);
        Assert.Contains("(1,76): RecordedAtTime \"now\"", await sample.Error.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task Follow_MissingFile_IsReportedAndAwaited()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var sample = Sample.Start(readsOutput: false, path, "--follow");
        Assert.StartsWith($"{path}: no such file", await sample.Error.ReadLineAsync(Cancellation));
        await File.WriteAllTextAsync(path, Bus(41), Cancellation);
        Assert.Contains("\"change\":\"new\"", await sample.Output.ReadLineAsync(Cancellation));
        File.Delete(path);
    }

    [Fact]
    public async Task LiveStream_ReadFails_LeavesNothingOpen()
    {
        await using var inner = new Broken();
        await using (var stream = new LiveStream(inner, Cancellation))
            Assert.Throws<IOException>(() => stream.ReadByte());
        Assert.True(inner.IsClosed);
    }

    [Fact]
    public async Task Follow_ClosedPipe_EndsQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A closed pipe is reported differently.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sample = Sample.Start(readsOutput: false, $"tcp://{listener.LocalEndpoint}", "--follow", "--every", "20ms");
        using var connection = await listener.AcceptSocketAsync(Cancellation);
        await connection.SendAsync(Encoding.UTF8.GetBytes(Bus(41)[..^"</buses>".Length]), Cancellation);
        Assert.NotNull(await sample.Output.ReadLineAsync(Cancellation));
        sample.Output.Close();
        await connection.SendAsync(Encoding.UTF8.GetBytes(Bus(42)["<buses>".Length..^"</buses>".Length]), Cancellation);
        var result = await sample.EndAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Map_UnwritableFile_IsReported()
    {
        var result = await InProcess.RunAsync("<buses/>"u8.ToArray(), "-", "--map", "no/such/folder/map.html");
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.StartsWith("no/such/folder/map.html: ", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Table_Vehicles_ShowsNewMovedGoneAndSpeed()
    {
        using var output = new StringWriter();
        var console = Terminals.Create(output, isTerminal: false);
        var table = new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console);
        Vehicle[] vehicles =
        [
            .. Enumerable.Range(1, 40).Select(i => new Vehicle($"bus{i}", "22", "North Bound") { Latitude = 41, Longitude = -87 }),
        ];
        vehicles[38] = vehicles[38] with { Speed = 37.4 };
        console.Write(table.Of(new(
            default,
            vehicles,
            [new(ChangeKind.New, vehicles[39]), new(ChangeKind.Moved, vehicles[38]), new(ChangeKind.Gone, new("[red]", "[1]", ""))],
            3)));
        var text = output.ToString();
        Assert.Matches("new +│ 22 +│ bus40", text);
        Assert.Matches("moved +│ 22 +│ bus39 .* 37 +│", text);
        Assert.Matches(@"gone +│ \[1\] +│ \[red\]", text);
        Assert.Contains(
            "40 vehicles, 1 new, 1 moved, 1 gone, 3 without position; 24 not shown",
            string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Assert.InRange(text.Split('\n').Length, 20, 25);
    }

    [Fact(Timeout = 120_000)]
    public async Task Screen_RoundsAndWarningsFromTwoThreads_DoNotWaitForEachOther()
    {
        const int Times = 1000;
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new TerminalOutput(TextWriter.Null, isTerminal: true),
        });
        var table = new LiveTable(new("feed", new(null, null), new(XmlSource.Push, null)), console);
        await console.Live(table.Current).StartAsync(async context =>
        {
            var screen = new LiveScreen(table, context, console);
            await Task.WhenAll(
                Task.Run(() => Repeat(() => screen.Show(new(default, [], [], 0))), Cancellation),
                Task.Run(() => Repeat(() => screen.Warn("[red]")), Cancellation));
        }).WaitAsync(TestContext.Current.CancellationToken);

        static void Repeat(Action action)
        {
            for (var i = 0; i < Times; i++)
                action();
        }
    }

    [Theory]
    [InlineData("--follow needs a FILE", "--follow")]
    [InlineData("--every needs --follow", "feed.xml", "--every", "1s")]
    [InlineData("--stale needs --follow", "feed.xml", "--stale", "1s")]
    [InlineData("--timeout needs a FILE that is an http or https address", "feed.xml", "--timeout", "1s")]
    [InlineData("--header needs a FILE that is an http or https address", "feed.xml", "--header", "X-Key=secret")]
    [InlineData("--zone takes the name of a time zone", "feed.xml", "--zone", "Nowhere/Land")]
    [InlineData("--log needs --follow", "feed.xml", "--log", "x")]
    [InlineData("--serve needs --follow", "feed.xml", "--serve", "0")]
    [InlineData("with a name or a password", "https://me:secret@localhost/feed.xml", "--follow")]
    [InlineData("ftp:// is not read", "ftp://localhost/feed.xml", "--follow")]
    [InlineData("ftp:// is not read", "ftp://localhost/feed.xml")]
    [InlineData("--threads does not go with --follow", "feed.xml", "--follow", "--threads")]
    [InlineData("--format does not go with --follow", "feed.xml", "--follow", "--format", "csv")]
    [InlineData("--format does not go with --map", "feed.xml", "--map", "m.html", "--format", "csv")]
    [InlineData("--every takes a time", "feed.xml", "--follow", "--every", "10")]
    [InlineData("--every takes a time", "feed.xml", "--follow", "--every", "0s")]
    [InlineData("--every takes a time", "feed.xml", "--follow", "--every", "2000000000d")]
    [InlineData("--stale takes a time", "feed.xml", "--follow", "--stale", "8d")]
    [InlineData("--serve takes a port", "feed.xml", "--follow", "--serve", "65536")]
    public async Task Usage_Wrong_IsReportedAndExits2(string message, params string[] arguments)
    {
        var result = await InProcess.RunAsync([], arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("secret", result.Error);
    }

    private sealed class Broken : MemoryStream
    {
        internal bool IsClosed { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }

    private static string Bus(int latitude) =>
        $"<buses><bus><id>1</id><route>22</route><latitude>{latitude}</latitude><longitude>-87</longitude></bus></buses>";
}
