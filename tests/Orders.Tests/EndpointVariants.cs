using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoroFsm.Durability.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>Orders in memory.</summary>
public sealed class EndpointInMemoryTests() : EndpointTests(journal: null)
{
    [Fact]
    public async Task Create_AtCapacity_IsRefusedWithRetryAfter()
    {
        await using var server = new OrderServer(journal: null, ("Shop:Capacity", "1"));
        await server.CreateAsync();
        using var response = await server.PostAsync("/orders", new { product = "book", quantity = 1 });
        await AssertProblemAsync(response, 503, "too many open orders");
        Assert.NotNull(response.Headers.RetryAfter);
        using var health = await server.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
    }
}

/// <summary>Durable orders, whose journal is in memory.</summary>
public sealed class EndpointDurableTests() : EndpointTests(new MemoryOrderJournal());

/// <summary>Durable orders in an SQLite file.</summary>
public sealed class EndpointSqliteTests() : EndpointTests(new SqliteOrderJournal())
{
    [Fact]
    public async Task Start_AfterTheServiceWasDropped_ContinuesTheOrders()
    {
        // The first life is not stopped: nothing of it is closed before the second has ended.
        await using var first = new OrderServer(Journal, ("Shop:Pieces", "10"));
        for (var count = 0; count < 4; count++)
            await first.CreateAsync();
        (await first.PostAsync("/orders/order-2/pay", new { card = "4242" })).EnsureSuccessStatusCode();
        (await first.PostAsync("/orders/order-3/pay", new { card = "4242" })).EnsureSuccessStatusCode();
        (await first.PostAsync("/orders/order-3/ship")).EnsureSuccessStatusCode();
        (await first.PostAsync("/orders/order-4/cancel")).EnsureSuccessStatusCode();
        await first.UntilAsync("Cancelled", "order-4");
        var paying = first.PostAsync("/orders/order-1/pay", new { card = "hangs" });
        await first.UntilAsync("Order/Open/Charging");

        await using var second = new OrderServer(Journal, ("Shop:Pieces", "10"));
        var payments = second.Services.GetRequiredService<FakePayments>();
        await second.UntilAsync("Order/Open/Charging");
        Assert.Equal("Order/Open/Packing", await second.StateAsync("order-2"));
        Assert.Equal("Order/InReturnPeriod", await second.StateAsync("order-3"));
        Assert.Equal("Cancelled", await second.StateAsync("order-4"));
        Assert.Equal(4, second.Services.GetRequiredService<Stock>().Left(Stock.Find("book")!));
        using var unknown = await second.Client.GetAsync("/orders/order-5");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        (await second.PostAsync("/orders/order-2/ship")).EnsureSuccessStatusCode();
        using var created = await second.PostAsync("/orders", new { product = "book", quantity = 2 });
        Assert.Equal("order-5", (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
        (await second.PostAsync("/orders/order-1/cancel")).EnsureSuccessStatusCode();
        await second.UntilAsync("Cancelled");
        Assert.Equal(0m, payments.Balance);
        second.Time.Advance(TimeSpan.FromDays(31));
        await second.UntilAsync("Completed", "order-2");
        await second.UntilAsync("Completed", "order-3");
        await second.UntilAsync("Abandoned", "order-5");
        var ended = (await second.GetAsync("/orders")).GetProperty("ended");
        Assert.Equal(
            (2, 2, 1),
            (Count("Completed"), Count("Cancelled"), Count("Abandoned")));
        Assert.Equal(6, second.Services.GetRequiredService<Stock>().Left(Stock.Find("book")!));
        Assert.False(paying.IsCompleted);

        int Count(string end) => ended.GetProperty(end).GetInt32();
    }

    [Fact]
    public async Task Health_ParkedOrder_IsDegraded()
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        var machines = server.Services.GetRequiredService<DurableMachines<OrderEvent>>();
        await machines.Journal.ParkAsync(new(machines.Type, "order-1"), "for the test", TestContext.Current.CancellationToken);
        Assert.Equal("Degraded", await server.Client.GetStringAsync("/health"));
    }
}
