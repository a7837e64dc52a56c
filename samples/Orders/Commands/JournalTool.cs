using CoroFsm.Durability;
using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Journals;
using Spectre.Console;

namespace Orders;

/// <summary>Shows and repairs the journal of durable orders. Each method returns the exit code.</summary>
internal sealed class JournalTool : IAsyncDisposable
{
    private const int Done = 0;
    private const int Differs = 1;
    private const int Width = 160;

    private readonly WebApplication app;
    private readonly ServiceProvider inMemory;
    private readonly DurableMachines<OrderEvent> machines;
    private readonly string path;
    private readonly TextWriter output;

    private JournalTool(WebApplication app, string path, TextWriter output)
    {
        this.app = app;
        this.path = path;
        this.output = output;
        inMemory = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationManager()).AddOrders().BuildServiceProvider();
        machines = app.Services.GetRequiredService<DurableMachines<OrderEvent>>();
    }

    private Journal Journal => machines.Journal;

    /// <summary>Opens a journal. Nothing of it is woken until an order is repaired.</summary>
    /// <exception cref="FaultException">There is no such file, or it is no journal.</exception>
    public static async Task<JournalTool> OpenAsync(string[] settings, TextWriter output, bool creates, CancellationToken cancellationToken)
    {
        var built = OrderService.Build(settings, telemetry: false, static builder => builder.Logging.ClearProviders());
        var file = built.Configuration[OrderService.JournalPath]
            ?? throw new FaultException("No journal was given. Give its file with --journal.");
        if (!creates && !File.Exists(file))
            throw new FaultException($"There is no journal {file}. Give its file with --journal.");
        var tool = new JournalTool(built, file, output);
        try
        {
            await tool.Journal.OpenAsync(cancellationToken);
            return tool;
        }
        catch (JournalException error)
        {
            await tool.DisposeAsync();
            throw new FaultException($"{error.Message} Give the file of a journal with --journal.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await machines.DisposeAsync();      // before what its effects use
        await app.DisposeAsync();
        await inMemory.DisposeAsync();
    }

    /// <summary>Lists all orders: where they wait, and what is due.</summary>
    public async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var replays = new Dictionary<string, MachineReplay>();
        await CheckAsync(new Collector(replays), cancellationToken);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "order", "state", "records", "due", "remark" })
            table.AddColumn(title);
        table.Columns[2].RightAligned();
        await foreach (var entry in Journal.ListAsync(machines.Type, MachineFilter.All, cancellationToken))
        {
            var replay = replays.GetValueOrDefault(entry.Machine.Id.Key);
            var due = entry.Index.Due == long.MaxValue ? "" : new DateTime(entry.Index.Due, DateTimeKind.Utc).ToString("u");
            var remark = entry.Parked is { } reason ? $"parked: {reason}" : replay?.Failure?.Message ?? "";
            table.AddRow(
                new Text(entry.Machine.Id.Key),
                new Text(entry.Parked is null ? replay?.State ?? "" : "Parked"),
                new Text($"{replay?.Records}"),
                new Text(due),
                new Text(remark));
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        console.Write(table);
        return Done;
    }

    /// <summary>Shows the records of an order, one a line.</summary>
    public async Task<int> ShowAsync(string key, CancellationToken cancellationToken)
    {
        var history = await Journal.ReadHistoryAsync(new(machines.Type, key), cancellationToken: cancellationToken) ?? throw Unknown(key);
        foreach (var entry in history)
            await output.WriteLineAsync(entry.ToString());
        return Done;
    }

    /// <summary>Replays all orders against the code of this program.</summary>
    public async Task<int> ReplayAsync(CancellationToken cancellationToken)
    {
        var report = await CheckAsync(progress: null, cancellationToken);
        await output.WriteLineAsync(report.ToString());
        return report.IsClean ? Done : Differs;
    }

    /// <summary>Lets a parked order continue, if it can be replayed.</summary>
    public Task<int> RetryAsync(string key, CancellationToken cancellationToken) =>
        RepairAsync(key, host => host.RetryAsync(key, cancellationToken), cancellationToken);

    /// <summary>Leaves a record of an order out, and lets the order continue without it.</summary>
    public Task<int> SkipAsync(string key, long sequence, CancellationToken cancellationToken) =>
        RepairAsync(key, host => host.SkipAsync(key, sequence, cancellationToken), cancellationToken);

    /// <summary>Removes an order from the journal.</summary>
    public async Task<int> PurgeAsync(string key, bool force, CancellationToken cancellationToken)
    {
        try
        {
            var host = await machines.GetHostAsync(cancellationToken);
            if (!await host.PurgeAsync(key, force, cancellationToken))
                throw Unknown(key);
        }
        catch (InvalidOperationException error)
        {
            throw new FaultException($"{key} has not ended. Add --force if it may be lost; its goods remain reserved.", error);
        }

        await output.WriteLineAsync($"Removed {key}.");
        return Done;
    }

    /// <summary>Removes the orders that ended some time ago.</summary>
    public async Task<int> PurgeEndedAsync(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        var host = await machines.GetHostAsync(cancellationToken);
        await output.WriteLineAsync($"Removed {await host.PurgeEndedAsync(olderThan, cancellationToken)} orders.");
        return Done;
    }

    /// <summary>Writes all orders, or one, as lines of JSON.</summary>
    public async Task<int> ExportAsync(string file, string? key, CancellationToken cancellationToken)
    {
        if (File.Exists(file))
            throw new FaultException($"{file} exists. Give the name of a new file.");
        var count = 1;
        await using (var stream = Open(file, FileMode.CreateNew))
        {
            if (key is null)
                count = await Journal.ExportAsync(stream, machines.Type, cancellationToken);
            else if (!await Journal.ExportAsync(new(machines.Type, key), stream, cancellationToken))
                count = 0;
        }

        if (count == 0 && key is not null)
        {
            File.Delete(file);
            throw Unknown(key);
        }

        await output.WriteLineAsync($"Wrote {count} orders to {file}.");
        return Done;
    }

    /// <summary>Stores the orders of an export.</summary>
    public async Task<int> ImportAsync(string file, bool replaces, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new FaultException($"There is no file {file}. Give one that the command export has written.");
        try
        {
            await using var stream = Open(file, FileMode.Open);
            await output.WriteLineAsync($"Stored {await Journal.ImportAsync(stream, replaces, cancellationToken)} orders.");
            return Done;
        }
        catch (InvalidOperationException error)
        {
            throw new FaultException($"{error.Message} Add --replace to replace it.", error);
        }
        catch (FormatException error)
        {
            throw new FaultException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Copies the journal, and the shop's file beside it.</summary>
    public async Task<int> BackUpAsync(string copy, CancellationToken cancellationToken)
    {
        if (File.Exists(copy))
            throw new FaultException($"{copy} exists. Give the name of a new file.");
        await Journal.BackUpAsync(copy, cancellationToken);

        // Later than the journal: what the shop has done already, an order only repeats.
        if (File.Exists(ShopFile.PathFor(path)))
            app.Services.GetRequiredService<ShopFile>().BackUp(ShopFile.PathFor(copy));
        await output.WriteLineAsync($"Copied to {copy}.");
        return Done;
    }

    private static FaultException Unknown(string key) => new($"There is no order {key}. List the orders with the command machines.");

    private static FileStream Open(string file, FileMode mode)
    {
        try
        {
            return new(file, mode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"{error.Message} Give another file.", error);
        }
    }

    private Task<ReplayReport> CheckAsync(IProgress<MachineReplay>? progress, CancellationToken cancellationToken) =>
        JournalReplay.CheckAsync(
            Journal,
            new DurableProgram<OrderEvent>(order => OrderService.Order(order, inMemory)),
            new() { Type = machines.Type },
            progress,
            cancellationToken);

    /// <summary>Repairs an order in a host, and shows where it then waits.</summary>
    private async Task<int> RepairAsync(
        string key, Func<DurableHost<OrderEvent>, Task<DurableMachineInfo>> repair, CancellationToken cancellationToken)
    {
        try
        {
            var info = await repair(await machines.GetHostAsync(cancellationToken));
            await output.WriteLineAsync($"{key} continues: {info.State}.");
            return Done;
        }
        catch (KeyNotFoundException)
        {
            throw Unknown(key);
        }
        catch (Exception error) when (error is NondeterminismException or ReplayException or MachineParkedException or RepairException)
        {
            await output.WriteLineAsync(error.Message);
            return Differs;
        }
    }

    /// <summary>Collects replays on the thread that reports them.</summary>
    private sealed class Collector(Dictionary<string, MachineReplay> replays) : IProgress<MachineReplay>
    {
        public void Report(MachineReplay value) => replays[value.Key] = value;
    }
}
