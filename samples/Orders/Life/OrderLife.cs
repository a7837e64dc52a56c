using CoroFsm;

namespace Orders;

/// <summary>The life of one order. Its states are the methods and the names of the waits: Order/Open/AwaitingPayment and so on.</summary>
internal sealed class OrderLife(string id, Inbox<OrderEvent> inbox, Shop shop)
{
    private Create? created;
    private int payments;

    /// <summary>The charge that the payment service has made, or may have made; null if nothing is paid.</summary>
    private string? charge;

    public async Coroutine Order()
    {
        using var status = inbox.Handle<GetStatus>(question => question.Reply.Reply(View(inbox.Machine.State)));
        created = await inbox.Receive<Create>("New");
        if (!shop.Stock.TryReserve(created.Product, created.Quantity))
        {
            Archive(OrderEnd.OutOfStock);
            return;
        }

        OrderEnd? end = null;
        try
        {
            if ((await inbox.Until<Cancel>().Run(Open())).IsInterrupted)
            {
                await Refunding();
                end = OrderEnd.Cancelled;
            }
            else if ((await inbox.Receive<Return>(shop.Options.ReturnPeriod, "InReturnPeriod")).TimedOut)
            {
                end = OrderEnd.Completed;
            }
            else
            {
                await Refunding();
                end = OrderEnd.Returned;
            }
        }
        finally
        {
            if (charge is null)
                shop.Stock.Release(created.Product, created.Quantity);
            Archive(end ?? (charge is null ? OrderEnd.Abandoned : OrderEnd.Interrupted));
        }
    }

    /// <summary>Until the goods are shipped. A cancellation ends it in every state.</summary>
    private async Coroutine Open()
    {
        while (charge is null)
        {
            var pay = await inbox.Receive<Pay>("AwaitingPayment");
            var result = PayResult.Unfinished;
            try
            {
                result = await Charging(pay.Card);
            }
            finally
            {
                pay.Reply.Reply(result);
            }
        }

        await inbox.Receive<Ship>("Packing");
    }

    private async Coroutine<PayResult> Charging(string card)
    {
        var key = charge = $"{id}/{++payments}";        // each attempt has the same key: the service charges it once
        for (var attempt = 0; attempt < shop.Options.PaymentAttempts; attempt++)
        {
            if (attempt > 0)
                await inbox.Await(token => shop.DelayBefore(attempt, token), "WaitingToRetry");
            try
            {
                if (await inbox.Await(token => shop.TryAsync(limited => shop.Payments.ChargeAsync(key, card, Total, limited), token)))
                    return PayResult.Paid;
            }
            catch (PaymentDeclinedException)
            {
                charge = null;
                return PayResult.Declined;
            }
        }

        await Refunding();
        return PayResult.Unavailable;
    }

    /// <summary>Gives back what may have been charged. It does not give up.</summary>
    private async Coroutine Refunding()
    {
        for (var attempt = 1; charge is not null; attempt++)
        {
            if (await inbox.Await(token => shop.TryAsync(limited => shop.Payments.RefundAsync(charge, limited), token)))
                charge = null;
            else
                await inbox.Await(token => shop.DelayBefore(attempt, token), "WaitingToRetry");
        }
    }

    private decimal Total => created is null ? 0 : created.Product.Price * created.Quantity;

    private void Archive(OrderEnd end) => shop.Archive.Add(View(end.ToString()) with { HasEnded = true }, end);

    private OrderView View(string state) =>
        new(id, created?.Product.Name ?? "", created?.Quantity ?? 0, Total, state);
}
