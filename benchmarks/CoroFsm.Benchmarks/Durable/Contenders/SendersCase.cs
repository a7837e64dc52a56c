using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Sends events to durable machines: each sender has a machine of its own, and waits until its event is stored.</summary>
internal sealed class SendersCase : Case
{
    private readonly DurableHost<OrderEvent> host;
    private readonly string[] keys;
    private readonly long[] sent;
    private readonly long before;

    /// <summary>Initializes a new instance of the <see cref="SendersCase"/> class, and starts the machines.</summary>
    internal SendersCase(string name, string baseline, DurableHost<OrderEvent> host, int senders, int divisor = 1)
        : base(name, baseline)
    {
        this.host = host;
        Divisor = divisor;
        keys = [.. Enumerable.Range(0, senders).Select(static i => $"order {i}")];
        sent = new long[senders];
        Send(operations: senders);
        before = host.Journal.Statistics.Records;
    }

    internal override int Divisor { get; }

    internal override bool UsesOtherThreads => true;

    internal override long Run(int operations)
    {
        Send(operations);
        return host.Journal.Statistics.Records - before;
    }

    private void Send(int operations)
    {
        var first = Array.IndexOf(sent, sent.Min());
        var active = Math.Min(keys.Length, operations);
        var tasks = new Task[active];
        for (var i = 0; i < active; i++)
        {
            var (sender, count) = ((first + i) % keys.Length, (operations / active) + (i < operations % active ? 1 : 0));
            tasks[i] = Task.Run(() => SendAsync(sender, count));
        }

        Task.WaitAll(tasks);
    }

    private async Task SendAsync(int sender, int count)
    {
        for (; count > 0; count--)
            await host.SendAsync(keys[sender], Orders.Cycle[sent[sender]++ % Orders.Cycle.Length]).ConfigureAwait(false);
    }
}
