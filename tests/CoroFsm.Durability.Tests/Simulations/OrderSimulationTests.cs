using CoroFsm.Testing.Durability;
using static CoroFsm.Durability.Tests.Simulations.OrderEvent;

namespace CoroFsm.Durability.Tests.Simulations;

/// <summary>An order under simulation: crashes at any point change nothing that can be seen.</summary>
public sealed class OrderSimulationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Order_CrashesAtAnyPoint_IsChargedAndShippedOnce(int commitsPerFault)
    {
        var crashes = 0;
        var faults = 0;
        var repeated = 0;

        DurableSimulation.ForSeeds<DurableHost<OrderEvent>>(300, simulation =>
        {
            var world = new World(simulation);
            simulation.Start(world.OpenAsync);
            var customers = Enumerable.Range(0, 3).Select(number =>
            {
                var key = $"order {number}";
                return simulation.AddClient()
                    .Do(host => host.SendAsync(key, "1", new Add("tea", 2, 450)).AsTask())
                    .Do(host => host.SendAsync(key, "2", new Add("cake", 1 + number, 300)).AsTask())
                    .Do(host => host.SendAsync(key, "3", new Checkout()).AsTask());
            }).ToArray();

            simulation.Run();

            for (var number = 0; number < 3; number++)
            {
                var key = $"order {number}";
                var charge = Assert.Single(world.Charges, charge => charge.Value.Key == key);
                Assert.Equal(900 + (300 * (1 + number)), charge.Value.Cents);
                Assert.Equal(1, world.Stock(key));
                Assert.Equal([$"Paid {key}", $"Reminded {key}", $"Closed {key}"], world.Messages(key));
            }

            crashes += simulation.Crashes;
            faults += simulation.Steps.Count(static step => step.StartsWith("commit", StringComparison.Ordinal) && step.Contains(':'));
            repeated += customers.Sum(customer => customer.CallCount - 3) + world.RepeatedCharges;
        }, options: new() { CommitsPerFault = commitsPerFault });

        Assert.InRange(crashes, 300, 900);
        Assert.InRange(repeated, 100, int.MaxValue);
        Assert.Equal(commitsPerFault > 0, faults > 0);
    }

    [Fact]
    public void Replay_SameSeed_TakesTheSameSteps()
    {
        Assert.Equal(StepsOf(5), StepsOf(5));
        Assert.NotEqual(StepsOf(5), StepsOf(6));

        static IReadOnlyList<string> StepsOf(ulong seed) => DurableSimulation.Replay<DurableHost<OrderEvent>>(seed, simulation =>
        {
            simulation.Start(new World(simulation).OpenAsync);
            foreach (var key in new[] { "a", "b", "c" })
            {
                simulation.AddClient()
                    .Do(host => host.SendAsync(key, "1", new Add("tea", 2, 450)).AsTask())
                    .Do(host => host.SendAsync(key, "2", new Checkout()).AsTask());
            }

            simulation.Run();
        });
    }

    private sealed class World(DurableSimulation<DurableHost<OrderEvent>> simulation)
    {
        private readonly List<(string Id, string Text)> messages = [];

        internal Dictionary<string, (string Key, long Cents)> Charges { get; } = [];

        internal int RepeatedCharges { get; private set; }

        internal Task<DurableHost<OrderEvent>> OpenAsync(SimulatedLife life) => DurableHost.OpenAsync<OrderEvent>(
            life.Journal,
            RunOrder,
            life.Configure(new() { Type = "Order", PassivateAfter = TimeSpan.FromDays(1), OnMessage = DeliverAsync }));

        internal int Stock(string key) => int.Parse(simulation.Storage.GetValue(key) ?? "0", null);

        internal IEnumerable<string> Messages(string key) =>
            messages.DistinctBy(message => message.Id)
                .Select(message => message.Text)
                .Where(text => text.EndsWith(key, StringComparison.Ordinal));

        private async Coroutine RunOrder(Durable<OrderEvent> order)
        {
            var total = 0L;
            while (await order.Inbox.Receive(static e => e is Add or Checkout) is Add add)
                total += add.Quantity * add.Cents;
            var receipt = await order.Call("charge", context => ChargeAsync(context, order.Key, total));
            order.Emit($"Paid {receipt}");
            var reserved = await order.Transaction(
                "reserve",
                (transaction, _) =>
                {
                    var values = (MemoryTransaction)transaction;
                    var count = int.Parse(values.GetValue(order.Key) ?? "0", null) + 1;
                    values.SetValue(order.Key, $"{count}");
                    return ValueTask.FromResult(count);
                });
            Assert.Equal(1, reserved);
            await order.Inbox.Receive(TimeSpan.FromDays(14));
            order.Emit($"Reminded {order.Key}");
            order.Emit($"Closed {order.Key}");
        }

        private async Task<string> ChargeAsync(EffectContext context, string key, long cents)
        {
            await simulation.PauseAsync(context.CancellationToken);
            if (!Charges.TryAdd(context.Id, (key, cents)))
                RepeatedCharges++;
            await simulation.PauseAsync(context.CancellationToken);
            return key;
        }

        private async Task DeliverAsync(DurableMessage message, CancellationToken cancellationToken)
        {
            await simulation.PauseAsync(cancellationToken);
            messages.Add((message.Id, message.Read<string>()));
            await simulation.PauseAsync(cancellationToken);
        }
    }
}
