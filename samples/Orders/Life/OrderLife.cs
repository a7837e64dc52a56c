using CoroFsm;
using CoroFsm.Durability;

namespace Orders;

/// <summary>
/// The life of one order, in memory or durable. Its states are the methods and the names of the waits: Order/Open/AwaitingPayment and so
/// on. It reaches what is outside by effects, which may be called more than once: each hands on the order or the charge as its key.
/// </summary>
internal sealed class OrderLife(Durable<OrderEvent> order, Shop shop)
{
    private Create? created;
    private int payments;

    /// <summary>The charge that the payment service has made, or may have made; null if nothing is paid.</summary>
    private string? charge;

    public async Coroutine Order()
    {
        using var status = order.Inbox.Handle<GetStatus>(question => question.Reply.Reply(View(order.Inbox.Machine.State)));
        created = await order.Inbox.Receive<Create>("New");
        OrderEnd? end = null;
        var isArchived = false;
        try
        {
            var terms = await order.Call("reserve", _ => shop.ReserveAsync(order.Key, created), state: "Reserving");
            created.Reply?.Reply(terms is not null);
            end = OrderEnd.OutOfStock;
            if (terms is not null)
            {
                end = null;
                var open = await order.Inbox.Until<Cancel>().Run(Open(terms));
                if (open.IsInterrupted)
                {
                    await Refunding();
                    end = OrderEnd.Cancelled;
                }
                else if (open.Result == OrderEnd.Abandoned)
                {
                    end = OrderEnd.Abandoned;
                }
                else if ((await order.Inbox.Receive<Return>(terms.ReturnPeriod, "InReturnPeriod")).TimedOut)
                {
                    end = OrderEnd.Completed;
                }
                else
                {
                    await Refunding();
                    end = OrderEnd.Returned;
                }
            }

            await order.Call("archive", _ => shop.EndAsync(Ended(end.Value)), state: "Archiving");
            isArchived = true;
        }
        finally
        {
            // Only machines in memory are closed, when the service stops. A coroutine that is closed cannot wait for an effect.
            if (!isArchived)
                order.Emit(Ended(end ?? (charge is null ? OrderEnd.Abandoned : OrderEnd.Interrupted)));
        }
    }

    /// <summary>Until the goods are shipped, or are not paid in time. A cancellation ends it in every state.</summary>
    private async Coroutine<OrderEnd?> Open(Terms terms)
    {
        while (charge is null)
        {
            var received = await order.Inbox.Receive<Pay>(terms.PaymentPeriod, "AwaitingPayment");
            if (received.Event is not { } pay)
                return OrderEnd.Abandoned;
            var result = PayResult.Unfinished;
            try
            {
                result = await Charging(pay.Card, terms.PaymentAttempts);
            }
            finally
            {
                pay.Reply?.Reply(result);
            }
        }

        await order.Inbox.Receive<Ship>("Packing");
        return null;
    }

    private async Coroutine<PayResult> Charging(string card, int attempts)
    {
        var key = charge = $"{order.Key}/{++payments}";        // each attempt has the same key: the service charges it once
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            if (attempt > 0)
                await order.Call("wait", effect => shop.WaitBeforeAsync(attempt, effect.CancellationToken), state: "WaitingToRetry");
            var result = await order.Call("charge", effect => shop.ChargeAsync(key, card, Total, effect.CancellationToken));
            if (result == PayResult.Declined)
                charge = null;
            if (result != PayResult.Unavailable)
                return result;
        }

        await Refunding();
        return PayResult.Unavailable;
    }

    /// <summary>Gives back what may have been charged. It does not give up.</summary>
    private async Coroutine Refunding()
    {
        for (var attempt = 1; charge is { } key; attempt++)
        {
            if (await order.Call("refund", effect => shop.RefundAsync(key, effect.CancellationToken)))
                charge = null;
            else
                await order.Call("wait", effect => shop.WaitBeforeAsync(attempt, effect.CancellationToken), state: "WaitingToRetry");
        }
    }

    private decimal Total => created is null ? 0 : created.Product.Price * created.Quantity;

    private OrderEnded Ended(OrderEnd end) => new(View(end.ToString()) with { HasEnded = true }, end);

    private OrderView View(string state) =>
        new(order.Key, created?.Product.Name ?? "", created?.Quantity ?? 0, Total, state);
}
