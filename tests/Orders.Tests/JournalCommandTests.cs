using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Durability.Sqlite;

namespace Orders.Tests;

/// <summary>The commands for the journal of durable orders.</summary>
public sealed class JournalCommandTests : IDisposable
{
    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly SqliteOrderJournal journal = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    /// <summary>Years after which nothing is due for the clock of the system.</summary>
    private const int NotYetDue = 3000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task Machines_SomeOrders_ShowsWhereTheyWait()
    {
        await SellAsync();
        Assert.Equal(0, await RunAsync("machines"));
        Assert.Equal(
            [
                "order state records due remark",
                "order-1 Order/InReturnPeriod 6 0001-01-31 00:00:00Z",
                "order-2 Ended 6",
                "order-3 Order/Open/AwaitingPayment 3 0001-01-01 00:10:00Z",
            ],
            Lines().Where(static line => line.StartsWith("order", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Show_Order_ShowsItsRecords()
    {
        await SellAsync();
        Assert.Equal(0, await RunAsync("show order-1"));
        Assert.Equal(
            [
                "1 0001-01-01 00:00:00Z Started version 1 → Order/New",
                """2 0001-01-01 00:00:00Z Event {"$type":"create","Product":{"Name":"book","Price":20},"Quantity":2,"Reply":null}"""
                    + " → Order/Reserving: call reserve",
                """3 0001-01-01 00:00:00Z Result reserve (2.0) {"PaymentPeriod":"00:10:00","PaymentAttempts":4,"""
                    + """
                    "ReturnPeriod":"30.00:00:00"} → Order/Open/AwaitingPayment
                    """,
                """4 0001-01-01 00:00:00Z Event {"$type":"pay","Card":"4242","Reply":null} → Order/Open/Charging: call charge""",
                """5 0001-01-01 00:00:00Z Result charge (4.0) "Paid" → Order/Open/Packing""",
                """6 0001-01-01 00:00:00Z Event {"$type":"ship"} → Order/InReturnPeriod""",
            ],
            Lines());
    }

    [Fact]
    public async Task Replay_UnchangedCode_IsClean()
    {
        await SellAsync();
        Assert.Equal(0, await RunAsync("replay"));
        Assert.Equal(["orders: 3 machines with 15 records were replayed; 0 cannot be replayed."], Lines());
        Assert.Equal("Order/InReturnPeriod", await StateAsync("order-1"));
    }

    [Fact]
    public async Task Replay_CodeHasChanged_NamesTheOrderAndReturnsOne()
    {
        await SellAsync();
        await RecordWithOtherCodeAsync("order-9");
        Assert.Equal(1, await RunAsync("replay"));
        Assert.Contains("4 machines with", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("order-9: Machine orders/order-9: record 1 (Started): it leads", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("machines"));
        Assert.Contains("it leads", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_CodeHasChanged_SaysSoAndLeavesTheOrderParked()
    {
        await RecordWithOtherCodeAsync("order-9");
        Assert.Equal(1, await RunAsync("retry order-9"));
        Assert.Contains("it leads", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("machines"));
        Assert.Contains(Lines(), static line => line.StartsWith("order-9 Parked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Retry_ParkedOrderThatCanBeReplayed_Continues()
    {
        await SellAsync(NotYetDue);
        await ParkAsync("order-1");
        Assert.Equal(0, await RunAsync("machines"));
        Assert.Contains(Lines(), static line => line.StartsWith("order-1 Parked 6", StringComparison.Ordinal)
            && line.EndsWith("parked: for the test", StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync("retry order-1"));
        Assert.Equal(["order-1 continues: Order/InReturnPeriod."], Lines());
        Assert.Equal(0, await RunAsync("machines"));
        Assert.DoesNotContain(Lines(), static line => line.StartsWith("order-1 Parked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("show order-7")]
    [InlineData("retry order-7")]
    [InlineData("skip order-7 2")]
    [InlineData("purge order-7")]
    [InlineData("export FILE --order order-7")]
    public async Task Run_UnknownOrder_SaysSo(string command)
    {
        await SellAsync();
        Assert.Equal(2, await RunAsync(command));
        Assert.Equal("There is no order order-7. List the orders with the command machines.", error.ToString().Trim());
    }

    [Fact]
    public async Task Run_FileIsNoJournal_SaysSo()
    {
        await File.WriteAllTextAsync(journal.Path, new string('x', 10_000), Cancellation);
        Assert.Equal(2, await RunAsync("machines"));
        Assert.Contains("Give the file of a journal with --journal.", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skip_RecordThatOthersNeed_SaysSoAndChangesNothing()
    {
        await SellAsync(NotYetDue);
        Assert.Equal(1, await RunAsync("skip order-3 2"));
        Assert.NotEmpty(Lines());
        Assert.Equal(0, await RunAsync("replay"));
    }

    [Fact]
    public async Task Skip_RecordThatNothingNeeds_Continues()
    {
        await SellAsync(NotYetDue);
        Assert.Equal(0, await RunAsync("show order-1"));
        Assert.Contains("Event {\"$type\":\"ship\"}", Lines()[^1], StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("skip order-1 6"));
        Assert.Equal(["order-1 continues: Order/Open/Packing."], Lines());
        Assert.Equal("Order/Open/Packing", await StateAsync("order-1"));
    }

    [Fact]
    public async Task Purge_OrdersThatHaveEnded_RemovesThemAndTheirNumbersAreNotUsedAgain()
    {
        await SellAsync(NotYetDue);
        Assert.Equal(2, await RunAsync("purge order-3"));
        Assert.Contains("order-3 has not ended. Add --force", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("purge order-3 --force"));
        Assert.Equal(["Removed order-3."], Lines());
        Assert.Equal(0, await RunAsync("purge --days 0"));
        Assert.Equal(["Removed 0 orders."], Lines());       // order-2 has ended in the future of the system's clock
        Assert.Equal(0, await RunAsync("purge order-2"));
        Assert.Equal(0, await RunAsync("machines"));
        Assert.DoesNotContain(Lines(), static line => line.StartsWith("order-2", StringComparison.Ordinal));

        await using var server = new OrderServer(journal);
        Assert.Equal("Cancelled", await server.StateAsync("order-2"));
        using var created = await server.PostAsync("/orders", new { product = "book", quantity = 2 });
        Assert.Equal("/orders/order-4", created.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData(" --order order-1", 1)]
    public async Task Export_ThenImport_ContinuesElsewhere(string options, int count)
    {
        await SellAsync();
        Assert.Equal(0, await RunAsync($"export FILE{options}"));
        Assert.StartsWith($"Wrote {count} orders", Lines()[0], StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync("export FILE"));
        Assert.Contains("exists. Give the name of a new file.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync("import FILE"));
        Assert.Contains("Add --replace", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync("import FILE --replace"));
        Assert.Equal([$"Stored {count} orders."], Lines());

        using var other = new SqliteOrderJournal();
        Assert.Equal(0, await RunAsync("import FILE", other.Path));
        await using var server = new OrderServer(other);
        Assert.Equal("Order/InReturnPeriod", await server.StateAsync("order-1"));
    }

    [Theory]
    [InlineData("import nothing.jsonl", "There is no file nothing.jsonl")]
    [InlineData("export /no/such/folder/file", "Give another file.")]
    [InlineData("purge --days -1", "--days takes a number from 0.")]
    public async Task Run_WrongFileOrNumber_SaysSo(string command, string message)
    {
        await SellAsync();
        Assert.Equal(2, await RunAsync(command));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_FileIsNoExport_SaysSo()
    {
        await SellAsync();
        await File.WriteAllTextAsync(ExportPath, "nonsense", Cancellation);
        Assert.Equal(2, await RunAsync("import FILE"));
        Assert.Contains("export.jsonl: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_OfARunningService_IsAServiceOfItsOwn()
    {
        var path = Path.Combine(Path.GetDirectoryName(journal.Path)!, "copy.db");
        await using var server = new OrderServer(journal);
        await server.CreateAsync();
        Assert.Equal(0, await RunAsync($"backup {path}"));
        (await server.PostAsync("/orders/order-1/cancel")).EnsureSuccessStatusCode();
        Assert.Equal(2, await RunAsync($"backup {path}"));
        Assert.Contains("copy.db exists", error.ToString(), StringComparison.Ordinal);

        await using var copy = new OrderServer(new SqliteOrderJournal(path));
        Assert.Equal("Order/Open/AwaitingPayment", await copy.StateAsync());
        (await copy.PostAsync("/orders/order-1/pay", new { card = "4242" })).EnsureSuccessStatusCode();
    }

    /// <summary>Leaves one order shipped, one cancelled, one not paid.</summary>
    /// <param name="years">The time on the clock of the orders. Commands that repair have the clock of the system.</param>
    private async Task SellAsync(int years = 0)
    {
        await using var server = new OrderServer(journal);
        server.Time.Advance(TimeSpan.FromDays(366L * years));
        for (var count = 0; count < 3; count++)
            await server.CreateAsync();
        (await server.PostAsync("/orders/order-1/pay", new { card = "4242" })).EnsureSuccessStatusCode();
        (await server.PostAsync("/orders/order-1/ship")).EnsureSuccessStatusCode();
        (await server.PostAsync("/orders/order-2/cancel")).EnsureSuccessStatusCode();
        await server.UntilAsync("Cancelled", "order-2");
    }

    private async Task<string?> StateAsync(string id)
    {
        await using var server = new OrderServer(journal);
        return await server.StateAsync(id);
    }

    private async Task ParkAsync(string id)
    {
        await using var opened = new SqliteJournal(journal.Path);
        await opened.OpenAsync(Cancellation);
        Assert.True(await opened.ParkAsync(new(OrderService.Name, id), "for the test", Cancellation));
    }

    private async Task RecordWithOtherCodeAsync(string id)
    {
        await using var host = await DurableHost.OpenAsync<OrderEvent>(
            new SqliteJournal(journal.Path), Order, new() { Type = OrderService.Name }, Cancellation);
        await host.SendAsync(id, new Create(Stock.Find("book")!, 1), Cancellation);

        static async Coroutine Order(Durable<OrderEvent> order)
        {
            await order.Inbox.Receive<Create>("Another");
            await order.Inbox.Receive<Ship>();
        }
    }

    /// <summary>Returns the lines of the last command, without the spaces of a table.</summary>
    private string[] Lines() =>
    [
        .. output.ToString().Split('\n')
            .Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(static line => line.Length > 0),
    ];

    private string ExportPath => Path.Combine(Path.GetDirectoryName(journal.Path)!, "export.jsonl");

    private Task<int> RunAsync(string command, string? path = null)
    {
        output.GetStringBuilder().Clear();
        var args = command.Split(' ').Select(arg => arg == "FILE" ? ExportPath : arg);
        return CommandLine.RunAsync([.. args, "--journal", path ?? journal.Path], output, error).WaitAsync(Timeout);
    }
}
