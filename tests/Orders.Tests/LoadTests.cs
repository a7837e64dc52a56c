using CoroFsm.Diagnostics;
using CoroFsm.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>Many orders at once, with a payment service that misbehaves.</summary>
[Collection(nameof(LoadCollection))]
public sealed class LoadTests
{
    private const int Orders = 10_000;

    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    /// <summary>Longer than the load takes on the test's clock, so that all orders are open at once.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromDays(10);

    private static readonly TimeSpan ReturnPeriod = TimeSpan.FromDays(40);

    [Fact]
    public async Task Load_TenThousandOrders_EndsLawfullyLosesNothingAndLeaksNothing()
    {
        var time = new ManualTime();
        var counter = new EventCounter();
        await using var services = Services(time, counter);
        var client = new DeskClient(services.GetRequiredService<OrderDesk>());

        await RunAsync(services, client, time, seed: 1);        // fills the pools and the archive
        var before = LiveBytes();
        var full = await RunAsync(services, client, time, seed: 2);
        var after = LiveBytes();
        using (var tracker = MachineTracker.Begin())
        {
            await RunAsync(services, client, time, seed: 3);
            LiveBytes();
            Assert.Empty(tracker.GetLiving());
        }

        Assert.True(full > before * 1.5, $"{full} bytes with all orders, {before} before: the measure shows nothing.");

        // Of what the orders took, 90 % is free again. The rest is that of queues and tables that have grown.
        Assert.True(
            after - before <= 0.1 * (full - before),
            $"{after} bytes after the orders have ended, {full} with all of them, {before} before.");
        Assert.Equal(3 * Orders, client.Created);
        Assert.Equal(client.Created, counter.Handled<Create>());
        Assert.Equal(client.Handled(Request.Pay), counter.Handled<Pay>());
        Assert.Equal(client.Handled(Request.Cancel), counter.Handled<Cancel>());
        Assert.Equal(client.Handled(Request.Ship), counter.Handled<Ship>());
        Assert.Equal(client.Handled(Request.Return), counter.Handled<Return>());
    }

    /// <summary>Runs all orders from their start to their end.</summary>
    /// <returns>The live bytes while all orders are open.</returns>
    private static async Task<long> RunAsync(ServiceProvider services, DeskClient client, ManualTime time, int seed)
    {
        var machines = services.GetRequiredService<Machines<string, OrderEvent>>();
        var archive = services.GetRequiredService<Archive>();
        var payments = services.GetRequiredService<FakePayments>();
        var stock = services.GetRequiredService<Stock>();
        var endsBefore = CountEnds(archive);
        var left = stock.Left(Stock.Find("book")!);

        // All customers begin at once. The clock advances when the work that is ready has had its turn.
        Customer[] customers = [.. Enumerable.Range(0, Orders).Select(number => new Customer((seed * Orders) + number))];
        var work = Task.WhenAll(customers.Select(customer => customer.RunAsync(client, static _ => { })));
        using var guard = new CancellationTokenSource(Timeout);
        while (!work.IsCompleted)
        {
            guard.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await work;
        Assert.Equal(Orders * Customer.Requests, customers.Sum(static customer => customer.Answers));
        var full = LiveBytes();
        Assert.InRange(machines.Count, Orders / 2, Orders);

        time.Advance(IdleTimeout * 1.25);       // closes orders that are not paid
        time.Advance(ReturnPeriod);
        while (machines.Count > 0)
        {
            guard.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        foreach (var customer in customers)
        {
            var end = Enum.Parse<OrderEnd>(archive.Find(customer.Id!)!.State);
            Assert.True(customer.Allows(end), $"{customer.Id} is {end}.");
        }

        var ends = CountEnds(archive).Zip(endsBefore, static (now, before) => now - before).ToArray();
        Assert.Equal(Orders, ends.Sum());
        Assert.Equal(0, ends[(int)OrderEnd.OutOfStock] + ends[(int)OrderEnd.Interrupted]);
        foreach (var end in new[] { OrderEnd.Abandoned, OrderEnd.Cancelled, OrderEnd.Returned, OrderEnd.Completed })
            Assert.True(ends[(int)end] > Orders / 100, $"Only {ends[(int)end]} orders are {end}.");
        var sold = customers.Select(customer => archive.Find(customer.Id!)!).Where(static order => order.State == "Completed").ToList();
        Assert.Equal(sold.Sum(static order => order.Total), payments.PayOut());
        Assert.Equal(left - sold.Sum(static order => order.Quantity), stock.Left(Stock.Find("book")!));
        return full;
    }

    private static ServiceProvider Services(TimeProvider time, EventCounter counter)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shop:IdleTimeout"] = IdleTimeout.ToString(),
            ["Shop:ReturnPeriod"] = ReturnPeriod.ToString(),
            ["Shop:ArchiveSize"] = $"{Orders}",
            ["Payments:DeclineRate"] = "0.05",
            ["Payments:Latency"] = "00:00:00.020",
        }).Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(time)
            .AddLogging()
            .AddOrders()
            .Configure<HostedMachineOptions>(OrderService.Name, options => options.Machine = options.Machine with { Observer = counter })
            .BuildServiceProvider();
    }

    private static int[] CountEnds(Archive archive) => [.. Enum.GetValues<OrderEnd>().Select(archive.Count)];

    private static long LiveBytes()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
