using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>
/// A payment service that misbehaves: calls are declined, fail, hang, or are cancelled, and half of the calls that give no answer have
/// been carried out. Thread-safe.
/// </summary>
/// <remarks>The cards "declines", "fails", "hangs" and "cancels" always do; all others at random.</remarks>
internal sealed class FakePayments(IOptions<PaymentOptions> options, TimeProvider time) : IPayments
{
    private readonly Lock gate = new();
    private readonly Random random = new(options.Value.Seed);
    private readonly Dictionary<string, decimal> charges = [];
    private readonly HashSet<string> refunds = [];

    private enum Behaviour
    {
        Works,
        Declines,
        Fails,
        Hangs,
        Cancels,
    }

    /// <summary>Gets the sum of all charges that were not refunded.</summary>
    public decimal Balance
    {
        get
        {
            lock (gate)
                return charges.Values.Sum();
        }
    }

    public Task ChargeAsync(string key, string card, decimal amount, CancellationToken cancellationToken)
    {
        Behaviour behaviour;
        lock (gate)
        {
            behaviour = Choose(card);
            if (behaviour == Behaviour.Declines && charges.ContainsKey(key))
                behaviour = Behaviour.Works;        // an earlier call has charged it
            if (behaviour != Behaviour.Declines && IsCarriedOut(behaviour) && !refunds.Contains(key))
                charges.TryAdd(key, amount);
        }

        return AnswerAsync(behaviour, cancellationToken);
    }

    public Task RefundAsync(string key, CancellationToken cancellationToken)
    {
        Behaviour behaviour;
        lock (gate)
        {
            behaviour = Choose(card: "");
            if (behaviour == Behaviour.Declines)
                behaviour = Behaviour.Works;        // a refund is never declined
            if (IsCarriedOut(behaviour))
            {
                charges.Remove(key);
                refunds.Add(key);
            }
        }

        return AnswerAsync(behaviour, cancellationToken);
    }

    /// <summary>Pays the charges out to the shop, and forgets them: they cannot be refunded any more.</summary>
    /// <returns>The sum.</returns>
    public decimal PayOut()
    {
        lock (gate)
        {
            var sum = charges.Values.Sum();
            charges.Clear();
            charges.TrimExcess();
            refunds.Clear();
            refunds.TrimExcess();
            return sum;
        }
    }

    private Behaviour Choose(string card)
    {
        var rates = options.Value;
        var roll = random.NextDouble();
        return card switch
        {
            "declines" => Behaviour.Declines,
            "fails" => Behaviour.Fails,
            "hangs" => Behaviour.Hangs,
            "cancels" => Behaviour.Cancels,
            _ when (roll -= rates.DeclineRate) < 0 => Behaviour.Declines,
            _ when (roll -= rates.FailRate) < 0 => Behaviour.Fails,
            _ when (roll -= rates.HangRate) < 0 => Behaviour.Hangs,
            _ when roll - rates.CancelRate < 0 => Behaviour.Cancels,
            _ => Behaviour.Works,
        };
    }

    private bool IsCarriedOut(Behaviour behaviour) => behaviour == Behaviour.Works || random.Next(2) == 0;

    private async Task AnswerAsync(Behaviour behaviour, CancellationToken cancellationToken)
    {
        if (behaviour != Behaviour.Hangs)
            await Task.Delay(options.Value.Latency, time, cancellationToken);
        switch (behaviour)
        {
            case Behaviour.Hangs:
                // Unlike Task.Delay, it continues on the thread that cancels. Tests on simulated time rely on that.
                var never = new TaskCompletionSource();
                await using (cancellationToken.UnsafeRegister(
                    static (task, token) => ((TaskCompletionSource)task!).SetCanceled(token), never))
                {
                    await never.Task;
                }

                break;
            case Behaviour.Declines:
                throw new PaymentDeclinedException();
            case Behaviour.Fails:
                throw new PaymentUnavailableException();
            case Behaviour.Cancels:
                throw new TaskCanceledException("The payment service did not answer in time.");
        }
    }
}
