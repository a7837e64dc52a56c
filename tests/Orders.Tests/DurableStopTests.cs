using CoroFsm.Durability.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Tests;

/// <summary>
/// The service with durable orders over the loopback network, stopped or dropped under load: another one continues on the same file.
/// </summary>
[Collection(nameof(LoadCollection))]
public sealed class DurableStopTests : IDisposable
{
    private const int Clients = 64;
    private const int Customers = 120;

    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly SqliteOrderJournal journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task Http_OfManyOrders_IsAnsweredAndLawful()
    {
        var counter = new EventCounter();
        await using var app = await StartAsync(counter);
        using var http = Connect(app);
        var client = new HttpOrderClient(http);
        Customer[] customers = [.. Enumerable.Range(0, Customers).Select(static number => new Customer(number))];
        await Parallel.ForEachAsync(
            customers,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (customer, _) => await customer.RunAsync(client, static _ => { }));

        Assert.Equal(customers.Length * Customer.Requests, customers.Sum(static customer => customer.Answers));
        Assert.Equal(customers.Length, counter.Handled<Create>());
        Assert.Equal(customers.Count(static customer => customer.HasDone(Request.Cancel)), counter.Handled<Cancel>());
        Assert.Equal(customers.Count(static customer => customer.HasDone(Request.Ship)), counter.Handled<Ship>());
        await AssertLawfulAsync(app, customers);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(600, true)]
    [InlineData(200, false)]
    [InlineData(600, false)]
    public async Task Stop_UnderLoad_TheNextServiceContinues(int answersBeforeStop, bool isGraceful)
    {
        Customer[] customers = [.. Enumerable.Range(0, Customers).Select(static number => new Customer(number))];
        var first = await StartAsync(new());
        var payments = first.Services.GetRequiredService<FakePayments>();
        using (var http = Connect(first))
        {
            var client = new HttpOrderClient(http);
            var answers = 0;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var work = Parallel.ForEachAsync(
                customers,
                new ParallelOptions { MaxDegreeOfParallelism = Clients },
                async (customer, _) => await customer.RunAsync(client, answer =>
                {
                    if (Interlocked.Increment(ref answers) == answersBeforeStop)
                        reached.SetResult();
                }));
            await reached.Task.WaitAsync(Timeout, Cancellation);
            if (isGraceful)
                await first.StopAsync(Cancellation);
            else
                // Nothing is stored from here.
                await first.Services.GetRequiredService<DurableMachines<OrderEvent>>().Journal.DisposeAsync();
            await work;
        }

        Assert.Contains(customers, static customer => customer.GaveUp);
        await using (var second = await StartAsync(new(), payments))
        {
            await AssertLawfulAsync(second, customers);
            await second.StopAsync(Cancellation);
        }

        await first.DisposeAsync();
    }

    /// <summary>
    /// Waits until all orders wait for their customers, and asserts that they, the money and the goods are as acknowledged.
    /// </summary>
    private static async Task AssertLawfulAsync(WebApplication app, IEnumerable<Customer> customers)
    {
        var desk = app.Services.GetRequiredService<OrderDesk>();
        var machines = app.Services.GetRequiredService<IOrderMachines>();
        using var guard = new CancellationTokenSource(Timeout);
        while ((await desk.ListAsync(int.MaxValue, guard.Token)).Any(static order => !IsSettled(order.State)))
            await Task.Yield();

        List<OrderView> orders = [];
        await foreach (var id in machines.ListIdsAsync(guard.Token))
            orders.Add((await desk.GetAsync(id, guard.Token))!);
        foreach (var customer in customers.Where(static customer => customer.Id is not null))
        {
            var order = orders.Find(order => order.Id == customer.Id);
            Assert.True(order is not null, $"{customer.Id} was acknowledged, and is lost.");
            Assert.True(IsLawful(customer, order.State), $"{customer.Id} is {order.State}.");
        }

        var paid = orders.Where(static order => order.State is "Order/Open/Packing" or "Order/InReturnPeriod").ToList();
        var reserved = orders.Where(static order => !order.HasEnded).Sum(static order => order.Quantity);
        Assert.Equal(paid.Sum(static order => order.Total), app.Services.GetRequiredService<FakePayments>().Balance);
        Assert.Equal(1_000_000 - reserved, app.Services.GetRequiredService<Stock>().Left(Stock.Find("book")!));
    }

    private static bool IsSettled(string state) =>
        state is "Order/New" or "Order/Open/AwaitingPayment" or "Order/Open/Packing" or "Order/InReturnPeriod";

    private static bool IsLawful(Customer customer, string state) => state switch
    {
        "Order/InReturnPeriod" => !customer.HasDone(Request.Return) && (customer.HasDone(Request.Ship) || customer.GaveUp),
        "Order/Open/Packing" => !customer.HasDone(Request.Ship) && !customer.HasDone(Request.Cancel),
        "Order/Open/AwaitingPayment" => !customer.HasDone(Request.Pay) && !customer.HasDone(Request.Cancel),
        "Order/New" => customer.Id is null,
        _ => customer.Allows(Enum.Parse<OrderEnd>(state)),
    };

    private static HttpClient Connect(WebApplication app) =>
        new() { BaseAddress = new($"{ServeCommand.Address(app)}/"), Timeout = Timeout };

    private async Task<WebApplication> StartAsync(EventCounter counter, FakePayments? payments = null)
    {
        var app = OrderService.Build(
            [
                "--urls=http://127.0.0.1:0", $"--Journal:Path={journal.Path}", "--Shop:PaymentTimeout=00:00:00.05",
                "--Shop:RetryDelay=00:00:00.001", "--Payments:Latency=00:00:00.001", "--Payments:DeclineRate=0.05",
            ],
            telemetry: false,
            builder =>
            {
                builder.Logging.ClearProviders();
                if (payments is not null)
                    builder.Services.AddSingleton(payments);        // another system, which has not stopped
                builder.Services.Configure<DurableHostedOptions>(OrderService.Name, options => options.Durable = options.Durable with
                {
                    Machine = options.Durable.Machine with { Observer = counter },
                });
            });
        await ServeCommand.StartAsync(app);
        return app;
    }
}
