using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Sends an event that requests an effect, and waits until the effect's result is stored: two commits.</summary>
internal sealed class CallsCase(string name, string baseline, DurableHost<OrderEvent> host, int divisor) : Case(name, baseline)
{
    private long done;

    internal override int Divisor => divisor;

    internal override bool UsesOtherThreads => true;

    internal static async Coroutine Charge(Durable<OrderEvent> order)
    {
        while (true)
        {
            var charge = await order.Inbox.Receive<OrderEvent.Charge>();
            charge.Done.Reply(await order.Call("charge", static _ => Task.FromResult(1)));
        }
    }

    internal override long Run(int operations)
    {
        done += Task.Run(() => CallAsync(operations)).GetAwaiter().GetResult();
        return done;
    }

    private async Task<long> CallAsync(int count)
    {
        var sum = 0L;
        for (; count > 0; count--)
            sum += await host.AskAsync<int>("order 1", static reply => new OrderEvent.Charge(reply)).ConfigureAwait(false);
        return sum;
    }
}
