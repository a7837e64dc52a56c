using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CoroFsm.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Orders.Tests;

/// <summary>The endpoints, by a test server: of orders in memory, and of durable ones.</summary>
public abstract class EndpointTests : IAsyncDisposable
{
    private protected EndpointTests(OrderJournal? journal) => Journal = journal;

    private protected OrderJournal? Journal { get; }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Journal?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Create_Valid_ReturnsTheOrderAndItsLocation()
    {
        await using var server = new OrderServer(Journal);
        using var response = await server.PostAsync("/orders", new { product = "lamp", quantity = 2 });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/orders/order-1", response.Headers.Location!.OriginalString);
        Assert.Equal(
            """{"id":"order-1","product":"lamp","quantity":2,"total":91.00,"state":"Order/Open/AwaitingPayment","hasEnded":false}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal("Order/Open/AwaitingPayment", await server.StateAsync());
    }

    [Theory]
    [InlineData("/orders", """{"product":"book"}""", 400, "quantity")]
    [InlineData("/orders", """{"product":"book","quantity":0}""", 400, "quantity")]
    [InlineData("/orders", """{"product":"book","quantity":1001}""", 400, "quantity")]
    [InlineData("/orders", """{"product":"boat","quantity":1}""", 400, "book, lamp, chair")]
    [InlineData("/orders", """{"product":null,"quantity":1}""", 400, "book, lamp, chair")]
    [InlineData("/orders", """{"product":"book","quantity":"x"}""", 400, "")]
    [InlineData("/orders", "{", 400, "")]
    [InlineData("/orders", "", 400, "")]
    [InlineData("/orders/order-1/pay", "{}", 400, "card")]
    [InlineData("/orders/order-1/pay", """{"card":""}""", 400, "card")]
    [InlineData("/orders/order-1/return", "", 409, "state of the order")]
    [InlineData("/orders/order-1/ship", "", 409, "state of the order")]
    [InlineData("/orders/order-9/pay", """{"card":"4242"}""", 404, "order-9")]
    [InlineData("/orders/order-9/cancel", "", 404, "order-9")]
    [InlineData("/orders/order-9/ship", "", 404, "order-9")]
    [InlineData("/orders/order-9/return", "", 404, "order-9")]
    [InlineData("/orders/order-1/burn", "", 404, "")]
    public async Task Post_WrongInput_ReturnsProblemDetails(string path, string body, int status, string detail)
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var response = await server.Client.PostAsync(path, content);
        await AssertProblemAsync(response, status, detail);
        Assert.Equal("Order/Open/AwaitingPayment", await server.StateAsync());
        Assert.Equal(1, (await server.GetAsync("/orders")).GetProperty("open").GetInt32());
    }

    [Theory]
    [InlineData("/orders/order-9", 404)]
    [InlineData("/orders?limit=-1", 400)]
    [InlineData("/orders?limit=x", 400)]
    [InlineData("/order", 404)]
    public async Task Get_WrongInput_ReturnsProblemDetails(string path, int status)
    {
        await using var server = new OrderServer(Journal);
        using var response = await server.Client.GetAsync(path);
        await AssertProblemAsync(response, status, "");
    }

    [Fact]
    public async Task Order_PaidAndShipped_CompletesWhenThirtyDaysHavePassed()
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        using var pay = await server.PostAsync("/orders/order-1/pay", new { card = "4242" });
        Assert.Equal(HttpStatusCode.OK, pay.StatusCode);
        Assert.Equal("Order/Open/Packing", (await pay.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        using var ship = await server.PostAsync("/orders/order-1/ship");
        Assert.Equal("Order/InReturnPeriod", (await ship.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());

        server.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal("Order/InReturnPeriod", await server.StateAsync());
        server.Time.Advance(TimeSpan.FromDays(1));
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await server.UntilAsync("Completed");
        var order = await server.GetAsync("/orders/order-1");
        Assert.True(order.GetProperty("hasEnded").GetBoolean());
        Assert.Equal(1, (await server.GetAsync("/orders")).GetProperty("ended").GetProperty("Completed").GetInt32());
        using var late = await server.PostAsync("/orders/order-1/return");
        await AssertProblemAsync(late, 409, "Completed");
        Assert.Equal(40m, server.Services.GetRequiredService<FakePayments>().Balance);
    }

    [Fact]
    public async Task Return_InTime_GivesTheMoneyBack()
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        (await server.PostAsync("/orders/order-1/pay", new { card = "4242" })).EnsureSuccessStatusCode();
        (await server.PostAsync("/orders/order-1/ship")).EnsureSuccessStatusCode();
        (await server.PostAsync("/orders/order-1/return")).EnsureSuccessStatusCode();
        await server.UntilAsync("Returned");
        Assert.Equal(0m, server.Services.GetRequiredService<FakePayments>().Balance);
    }

    [Theory]
    [InlineData("declines", 402, "declined")]
    [InlineData("fails", 503, "nothing was charged")]
    [InlineData("cancels", 503, "nothing was charged")]
    [InlineData("hangs", 503, "nothing was charged")]
    public async Task Pay_WithoutSuccess_SaysWhyAndMayBeRepeated(string card, int status, string detail)
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        var paying = server.PostAsync("/orders/order-1/pay", new { card });
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!paying.IsCompleted)
        {
            guard.Token.ThrowIfCancellationRequested();
            if (await server.StateAsync() != "Order/Open/AwaitingPayment")
                server.Time.Advance(TimeSpan.FromMilliseconds(10));     // only the payment's time passes, and not the order's
            await Task.Yield();
        }

        await AssertProblemAsync(await paying, status, detail);
        Assert.Equal("Order/Open/AwaitingPayment", await server.StateAsync());
        Assert.Equal(0m, server.Services.GetRequiredService<FakePayments>().Balance);
        using var again = await server.PostAsync("/orders/order-1/pay", new { card = "4242" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Cancel_WhileThePaymentHangs_AnswersBoth()
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        var paying = server.PostAsync("/orders/order-1/pay", new { card = "hangs" });
        await server.UntilAsync("Order/Open/Charging");
        using var second = await server.PostAsync("/orders/order-1/pay", new { card = "4242" });
        await AssertProblemAsync(second, 409, "state of the order");
        using var cancel = await server.PostAsync("/orders/order-1/cancel");

        Assert.Equal(HttpStatusCode.OK, cancel.StatusCode);
        await AssertProblemAsync(await paying, 409, "given back");
        await server.UntilAsync("Cancelled");
        Assert.Equal(0m, server.Services.GetRequiredService<FakePayments>().Balance);
    }

    [Fact]
    public async Task Create_OutOfStock_IsAConflict()
    {
        await using var server = new OrderServer(Journal, ("Shop:Pieces", "3"));
        using var response = await server.PostAsync("/orders", new { product = "chair", quantity = 4 });
        await AssertProblemAsync(response, 409, "chair");
    }

    [Fact]
    public async Task List_SomeOrders_ShowsStatesUpToTheLimit()
    {
        await using var server = new OrderServer(Journal);
        for (var count = 0; count < 3; count++)
            await server.CreateAsync();
        (await server.PostAsync("/orders/order-2/cancel")).EnsureSuccessStatusCode();
        await server.UntilAsync("Cancelled", "order-2");
        if (server.Services.GetService<Machines<string, OrderEvent>>() is { } machines)
            await machines.CloseAsync("order-2");      // waits until it is gone

        var all = await server.GetAsync("/orders");
        Assert.Equal(2, all.GetProperty("open").GetInt32());
        Assert.Equal(
            ["order-1 Order/Open/AwaitingPayment", "order-3 Order/Open/AwaitingPayment"],
            all.GetProperty("orders").EnumerateArray().Select(static order =>
                $"{order.GetProperty("id")} {order.GetProperty("state")}").Order());
        Assert.Equal(1, all.GetProperty("ended").GetProperty("Cancelled").GetInt32());
        Assert.Equal(1, (await server.GetAsync("/orders?limit=1")).GetProperty("orders").GetArrayLength());
    }

    [Fact]
    public async Task Health_Running_IsHealthy()
    {
        await using var server = new OrderServer(Journal);
        Assert.Equal("Healthy", await server.Client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task Order_NotPaid_IsEvictedAndItsGoodsAreReleased()
    {
        await using var server = new OrderServer(Journal);
        await server.CreateAsync();
        server.Time.Advance(TimeSpan.FromMinutes(13));
        await server.UntilAsync("Abandoned");
        var stock = server.Services.GetRequiredService<Stock>();
        Assert.Equal(1_000_000, stock.Left(Stock.Find("book")!));
    }

    private protected static async Task AssertProblemAsync(HttpResponseMessage response, int status, string detail)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, JsonDocument.Parse(text).RootElement.GetProperty("status").GetInt32());
        Assert.Contains(detail, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
