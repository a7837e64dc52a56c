using CoroFsm;
using CoroFsm.Hosting;

namespace Orders.Tests;

/// <summary>Sends requests to the desk directly, without HTTP, and counts those that were handled.</summary>
internal sealed class DeskClient(OrderDesk desk) : IOrderClient
{
    private readonly int[] handled = new int[Enum.GetValues<Request>().Length];
    private int created;

    /// <summary>Gets the number of orders that were created.</summary>
    internal int Created => Volatile.Read(ref created);

    /// <summary>Returns the number of requests that an order has handled.</summary>
    internal int Handled(Request request) => Volatile.Read(ref handled[(int)request]);

    public async Task<string?> CreateAsync(string product, int quantity)
    {
        await Task.Yield();     // each request is a work item of its own, so that orders run in turns
        try
        {
            var order = await desk.CreateAsync(Stock.Find(product)!, quantity, CancellationToken.None);
            Interlocked.Increment(ref created);
            return order.Id;
        }
        catch (MachineRefusedException)
        {
            return null;
        }
    }

    public async Task<Answer> SendAsync(string id, Request request, string card)
    {
        await Task.Yield();
        try
        {
            var answer = await AskAsync(id, request, card);
            if (answer != Answer.Refused)
                Interlocked.Increment(ref handled[(int)request]);
            return answer;
        }
        catch (Exception error) when (error is UnexpectedEventException or OrderConflictException)
        {
            return Answer.Refused;
        }
        catch (MachineRefusedException)
        {
            return Answer.None;
        }
    }

    private async Task<Answer> AskAsync(string id, Request request, string card)
    {
        if (request == Request.Pay)
        {
            return await desk.PayAsync(id, card, CancellationToken.None) switch
            {
                null => Answer.Refused,
                PayResult.Paid => Answer.Done,
                _ => Answer.Failed,
            };
        }

        var order = request switch
        {
            Request.Status => await desk.GetAsync(id, CancellationToken.None),
            Request.Cancel => await desk.SendAsync(id, new Cancel(), CancellationToken.None),
            Request.Ship => await desk.SendAsync(id, new Ship(), CancellationToken.None),
            _ => await desk.SendAsync(id, new Return(), CancellationToken.None),
        };
        return order is null ? Answer.Refused : Answer.Done;
    }
}
