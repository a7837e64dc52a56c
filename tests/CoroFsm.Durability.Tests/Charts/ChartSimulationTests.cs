using System.Text.Json.Serialization;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>An order that is a chart, under simulation: crashes at any point change nothing that can be seen.</summary>
public sealed class ChartSimulationTests
{
    private static readonly TriggerWithParameter<string, int> Add = new("add");
    private static readonly TriggerWithParameter<string, string> Paid = new("paid");
    private static readonly TriggerWithParameter<string, Exception> Declined = new("declined");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 500)]
    [InlineData(20, 2)]
    public void Order_CrashesAtAnyPoint_IsChargedAndShippedOnce(int commitsPerFault, int inputsPerSnapshot)
    {
        var crashes = 0;
        var repeated = 0;

        DurableSimulation.ForSeeds<DurableHost<string>>(150, simulation =>
        {
            var world = new World(simulation, inputsPerSnapshot);
            simulation.Start(world.OpenAsync);
            foreach (var key in new[] { "a", "b" })
            {
                simulation.AddClient()
                    .Do(host => host.SendAsync(key, "1", "add 2").AsTask())
                    .Do(host => host.SendAsync(key, "2", "add 5").AsTask())
                    .Do(host => host.SendAsync(key, "3", "checkout").AsTask());
            }

            simulation.Run();

            foreach (var key in new[] { "a", "b" })
            {
                Assert.Equal(
                    [$"{key} paid 7 by card", $"{key} invoiced", $"{key} packed", $"{key} done"], world.Messages(key).Order(World.ByStep));
                Assert.Single(world.Charges, charge => charge.Value == $"{key} 7");
                Assert.Equal("Ended", simulation.Call(host => host.GetInfoAsync(key))!.State);
            }

            crashes += simulation.Crashes;
            repeated += world.RepeatedCharges;
        }, options: new() { CommitsPerFault = commitsPerFault });

        Assert.InRange(crashes, 150, 450);
        Assert.InRange(repeated, 5, int.MaxValue);
    }

    private static Statechart<string, string> Chart() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Shopping")
            .InternalTransition(Add, (Order order, int count) => order.Count += count)
            .Permit("checkout", "Paying");
        chart.Configure("Paying")
            .Invoke((Order order, CancellationToken token) => order.World!.ChargeAsync(order, token), Paid, Declined)
            .Permit(Paid, "Closing").Do((Order order, string receipt) => order.Emit($"paid {order.Count} by {receipt}"));
        chart.Configure("Closing").Parallel().PermitCompleted("Done");
        chart.Configure("Delivery").SubstateOf("Closing").InitialTransition("Packing");
        chart.Configure("Packing").SubstateOf("Delivery").PermitAfter(TimeSpan.FromDays(2), "Packed");
        chart.Configure("Packed").SubstateOf("Delivery").OnEntry((Order order) => order.Emit("packed")).Final();
        chart.Configure("Billing").SubstateOf("Closing").InitialTransition("Printing");
        chart.Configure("Printing").SubstateOf("Billing").PermitAfter(TimeSpan.FromDays(1), "Invoiced");
        chart.Configure("Invoiced").SubstateOf("Billing").OnEntry((Order order) => order.Emit("invoiced")).Final();
        chart.Configure("Done").OnEntry((Order order) => order.Emit("done")).Final();
    });

    private sealed class Order
    {
        [JsonIgnore]
        public Durable<string>? Durable { get; set; }

        [JsonIgnore]
        public World? World { get; set; }

        public string Key { get; set; } = "";

        public int Count { get; set; }

        internal void Emit(string text) => Durable!.Emit($"{Key} {text}");
    }

    private sealed class World(DurableSimulation<DurableHost<string>> simulation, int inputsPerSnapshot)
    {
        private static readonly string[] Steps = ["paid", "invoiced", "packed", "done"];

        private readonly List<(string Id, string Text)> messages = [];

        internal static Comparer<string> ByStep { get; } = Comparer<string>.Create(static (one, other) =>
            Array.IndexOf(Steps, one.Split(' ')[1]) - Array.IndexOf(Steps, other.Split(' ')[1]));

        internal Dictionary<string, string> Charges { get; } = [];

        internal int RepeatedCharges { get; private set; }

        internal IEnumerable<string> Messages(string key) => messages.DistinctBy(static message => message.Id)
            .Select(static message => message.Text)
            .Where(text => text.StartsWith(key, StringComparison.Ordinal));

        internal Task<DurableHost<string>> OpenAsync(SimulatedLife life) => DurableHost.OpenAsync(
            life.Journal,
            DurableChart.Of<string, string, string, Order>(
                Chart(),
                "Shopping",
                static @event => @event.StartsWith("add ", StringComparison.Ordinal) ? Add.With(int.Parse(@event[4..], null)) : @event,
                (durable, stored) =>
                {
                    var order = stored ?? new() { Key = durable.Key };
                    (order.Durable, order.World) = (durable, this);
                    return order;
                },
                new() { InputsPerSnapshot = inputsPerSnapshot }),
            life.Configure(new() { Type = "Order", PassivateAfter = TimeSpan.FromDays(1), OnMessage = DeliverAsync }));

        internal async Task<string> ChargeAsync(Order order, CancellationToken cancellationToken)
        {
            await simulation.PauseAsync(cancellationToken);
            if (!Charges.TryAdd(EffectContext.Current!.Value.Id, $"{order.Key} {order.Count}"))
                RepeatedCharges++;
            await simulation.PauseAsync(cancellationToken);
            return "card";
        }

        private async Task DeliverAsync(DurableMessage message, CancellationToken cancellationToken)
        {
            await simulation.PauseAsync(cancellationToken);
            messages.Add((message.Id, message.Read<string>()));
        }
    }
}
