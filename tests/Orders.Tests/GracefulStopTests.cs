using CoroFsm.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orders.Tests;

/// <summary>The service over the loopback network, with a payment service that misbehaves, and stopped under load.</summary>
[Collection(nameof(LoadCollection))]
public sealed class GracefulStopTests
{
    private const int Clients = 64;

    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Http_OfManyOrders_IsAnswered()
    {
        var counter = new EventCounter();
        await using var app = await StartAsync(counter);
        using var http = Connect(app);
        var client = new HttpOrderClient(http);
        Customer[] customers = [.. Enumerable.Range(0, 500).Select(static number => new Customer(number))];
        await Parallel.ForEachAsync(
            customers,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (customer, _) => await customer.RunAsync(client, static _ => { }));

        Assert.Equal(customers.Length * Customer.Requests, customers.Sum(static customer => customer.Answers));
        Assert.Equal(customers.Length, counter.Handled<Create>());
        Assert.Equal(customers.Count(static customer => customer.HasDone(Request.Cancel)), counter.Handled<Cancel>());
        Assert.Equal(customers.Count(static customer => customer.HasDone(Request.Ship)), counter.Handled<Ship>());
        Assert.Equal(customers.Count(static customer => customer.HasDone(Request.Return)), counter.Handled<Return>());
        await app.StopAsync();
        AssertLawful(app, customers);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(2500)]
    public async Task Stop_UnderLoad_KeepsWhatWasAcknowledged(int answersBeforeStop)
    {
        var counter = new EventCounter();
        await using var app = await StartAsync(counter);
        using var http = Connect(app);
        var client = new HttpOrderClient(http);
        var answers = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Customer[] customers = [.. Enumerable.Range(0, 500).Select(static number => new Customer(number))];
        var work = Parallel.ForEachAsync(
            customers,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (customer, _) => await customer.RunAsync(client, answer =>
            {
                if (Interlocked.Increment(ref answers) == answersBeforeStop)
                    reached.SetResult();
            }));
        await reached.Task.WaitAsync(Timeout);
        await app.StopAsync();
        await work;

        Assert.Contains(customers, static customer => customer.GaveUp);
        Assert.True(counter.Handled<Create>() >= customers.Count(static customer => customer.Id is not null));
        Assert.True(counter.Handled<Ship>() >= customers.Count(static customer => customer.HasDone(Request.Ship)));
        var ends = app.Services.GetRequiredService<OrderDesk>().CountEnds();
        Assert.Equal(counter.Handled<Create>(), ends.Values.Sum());
        Assert.Equal(0, app.Services.GetRequiredService<Machines<string, OrderEvent>>().Count);
        AssertLawful(app, customers);
    }

    /// <summary>Asserts that each order ended as its customer knows, and that the money and the goods agree.</summary>
    private static void AssertLawful(WebApplication app, IEnumerable<Customer> customers)
    {
        var archive = app.Services.GetRequiredService<Archive>();
        foreach (var customer in customers.Where(static customer => customer.Id is not null))
        {
            var order = archive.Find(customer.Id!);
            Assert.True(order is not null, $"{customer.Id} was acknowledged, and is lost.");
            Assert.True(customer.Allows(Enum.Parse<OrderEnd>(order.State)), $"{customer.Id} is {order.State}.");
        }

        var orders = app.Services.GetRequiredService<OrderDesk>().CountEnds().Values.Sum();
        var sold = Enumerable.Range(1, orders).Select(number => archive.Find($"order-{number}")!)
            .Where(static order => order.State is nameof(OrderEnd.Interrupted) or nameof(OrderEnd.Completed));
        Assert.Equal(sold.Sum(static order => order.Total), app.Services.GetRequiredService<FakePayments>().Balance);
    }

    private static async Task<WebApplication> StartAsync(EventCounter counter)
    {
        var app = OrderService.Build(
            [
                "--urls=http://127.0.0.1:0", "--Shop:PaymentTimeout=00:00:00.05", "--Shop:RetryDelay=00:00:00.001",
                "--Payments:Latency=00:00:00.001", "--Payments:DeclineRate=0.05",
            ],
            telemetry: false,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Configure<HostedMachineOptions>(
                    OrderService.Name, options => options.Machine = options.Machine with { Observer = counter });
            });
        await ServeCommand.StartAsync(app);
        return app;
    }

    private static HttpClient Connect(WebApplication app) =>
        new() { BaseAddress = new($"{ServeCommand.Address(app)}/"), Timeout = Timeout };
}
