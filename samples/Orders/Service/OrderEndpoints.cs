using Microsoft.AspNetCore.Http.HttpResults;

namespace Orders;

/// <summary>The endpoints. Each call of an order is an event of its machine.</summary>
internal static class OrderEndpoints
{
    private const int MaxQuantity = 1000;
    private const int MaxListed = 1000;
    private const int MaxCard = 100;

    public static void MapOrders(this WebApplication app)
    {
        var orders = app.MapGroup("/orders");
        orders.MapPost("/", CreateAsync);
        orders.MapGet("/", ListAsync);
        orders.MapGet("/{id}", GetAsync);
        orders.MapPost("/{id}/pay", PayAsync);
        orders.MapPost("/{id}/cancel", (string id, OrderDesk desk, CancellationToken token) => SendAsync(id, new Cancel(), desk, token));
        orders.MapPost("/{id}/ship", (string id, OrderDesk desk, CancellationToken token) => SendAsync(id, new Ship(), desk, token));
        orders.MapPost("/{id}/return", (string id, OrderDesk desk, CancellationToken token) => SendAsync(id, new Return(), desk, token));
        app.MapHealthChecks("/health");
    }

    private static async Task<Results<Created<OrderView>, ValidationProblem>> CreateAsync(
        CreateRequest request, OrderDesk desk, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> errors = [];
        var product = request.Product is { } name ? Stock.Find(name) : null;
        if (product is null)
            errors["product"] = [$"Choose one of these: {string.Join(", ", Stock.ProductNames)}."];
        if (request.Quantity is not (>= 1 and <= MaxQuantity))
            errors["quantity"] = [$"Order from 1 to {MaxQuantity} pieces."];
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);

        var order = await desk.CreateAsync(product!, request.Quantity!.Value, cancellationToken);
        return TypedResults.Created($"/orders/{order.Id}", order);
    }

    private static async Task<Results<Ok<OrderList>, ValidationProblem>> ListAsync(
        OrderDesk desk, CancellationToken cancellationToken, int limit = 100) =>
        limit is >= 0 and <= MaxListed
            ? TypedResults.Ok(new OrderList(
                await desk.CountOpenAsync(cancellationToken), await desk.ListAsync(limit, cancellationToken), desk.CountEnds()))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"List from 0 to {MaxListed} orders."] });

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult>> GetAsync(
        string id, OrderDesk desk, CancellationToken cancellationToken) =>
        Found(id, await desk.GetAsync(id, cancellationToken));

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult, ValidationProblem>> PayAsync(
        string id, PayRequest request, OrderDesk desk, CancellationToken cancellationToken)
    {
        if (request.Card is not { Length: > 0 and <= MaxCard })
        {
            return TypedResults.ValidationProblem(
                new Dictionary<string, string[]> { ["card"] = [$"Give the number of a card: from 1 to {MaxCard} characters."] });
        }

        return await desk.PayAsync(id, request.Card, cancellationToken) switch
        {
            null => Unknown(id),
            PayResult.Declined => Problem(StatusCodes.Status402PaymentRequired, "The card was declined. Pay with another one."),
            PayResult.Unavailable => Problem(
                StatusCodes.Status503ServiceUnavailable, "The payment service does not answer, and nothing was charged. Pay later."),
            PayResult.Unfinished => Problem(
                StatusCodes.Status409Conflict, "The order ended before the payment was decided. What was charged is given back."),
            _ => Ok(await desk.GetAsync(id, CancellationToken.None)),
        };

        Results<Ok<OrderView>, ProblemHttpResult, ValidationProblem> Ok(OrderView? order) =>
            order is null ? Unknown(id) : TypedResults.Ok(order);
    }

    private static async Task<Results<Ok<OrderView>, ProblemHttpResult>> SendAsync(
        string id, OrderEvent @event, OrderDesk desk, CancellationToken cancellationToken) =>
        Found(id, await desk.SendAsync(id, @event, cancellationToken));

    private static Results<Ok<OrderView>, ProblemHttpResult> Found(string id, OrderView? order) =>
        order is null ? Unknown(id) : TypedResults.Ok(order);

    private static ProblemHttpResult Unknown(string id) =>
        Problem(StatusCodes.Status404NotFound, $"There is no order {id}. Create one with POST /orders.");

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
