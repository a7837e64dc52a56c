using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;
using CoroFsm.Testing;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Loads a machine with 10,000 events again and again. One operation is one event.</summary>
/// <param name="name">The name of the case.</param>
/// <param name="baseline">The name of the case that it is compared with.</param>
/// <param name="host">The host, whose machines are passivated when time passes.</param>
/// <param name="time">The clock of the host.</param>
internal sealed class ReplayCase(string name, string baseline, DurableHost<OrderEvent> host, SimulatedTime time) : Case(name, baseline)
{
    /// <summary>The number of events of the machine.</summary>
    internal const int Events = 10_000;

    internal const int OperationsPerEvent = DurableSuite.Operations / Events;

    internal const string Key = "order 1";

    private long done;

    internal override int Divisor => OperationsPerEvent;

    /// <summary>Creates the machine that is loaded.</summary>
    internal static async Task PrepareAsync(DurableHost<OrderEvent> host)
    {
        for (var i = 0; i < Events; i++)
            await host.SendAsync(Key, Orders.Cycle[i % Orders.Cycle.Length]).ConfigureAwait(false);
    }

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left -= Events)
        {
            time.Advance(TimeSpan.FromHours(1));
            if (host.ResidentCount != 0)
                throw new InvalidOperationException("The machine is still in memory.");
            var loaded = host.GetInfoAsync(Key).GetAwaiter().GetResult()!;
            done += Math.Min(left, Events) + (loaded.Sequence - 1 - Events);
        }

        return done;
    }
}
