using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Durability.Journals;
using CoroFsm.Testing.Durability;
using Microsoft.Extensions.Options;

namespace Orders.Tests;

/// <summary>Orders under simulation: crashes and failed commits at any point change neither the money nor the goods.</summary>
public sealed class OrderSimulationTests
{
    private const int Pieces = 10;

    private static readonly Product Book = Stock.Find("book")!;

    [Fact]
    public void Order_CrashesAtAnyPoint_BalancesMoneyAndGoods()
    {
        var crashes = 0;
        var ends = new int[Enum.GetValues<OrderEnd>().Length];
        DurableSimulation.ForSeeds<DurableHost<OrderEvent>>(300, simulation =>
        {
            var world = new World(simulation);
            simulation.Start(world.OpenAsync);
            foreach (var key in new[] { "order-1", "order-2" })
                AddCustomer(simulation, key);
            simulation.Run();

            foreach (var end in Enum.GetValues<OrderEnd>())
                ends[(int)end] += world.Archive.Count(end);
            Assert.Equal(2, Enum.GetValues<OrderEnd>().Sum(world.Archive.Count));
            Assert.Equal(world.Archive.Count(OrderEnd.Completed) * 3 * Book.Price, world.Charges.Values.Sum());
            Assert.Equal(Pieces - (world.Archive.Count(OrderEnd.Completed) * 3), world.Stock.Left(Book));
            crashes += simulation.Crashes;
        });

        Assert.True(crashes > 300, $"Only {crashes} crashes.");
        foreach (var end in new[] { OrderEnd.Cancelled, OrderEnd.Returned, OrderEnd.Completed })
            Assert.True(ends[(int)end] > 20, $"Only {ends[(int)end]} orders are {end}.");
        Assert.Equal(0, ends[(int)OrderEnd.Interrupted] + ends[(int)OrderEnd.OutOfStock]);
    }

    /// <summary>Adds a customer, who orders, pays, and then cancels, or waits for the parcel and perhaps returns it.</summary>
    private static void AddCustomer(DurableSimulation<DurableHost<OrderEvent>> simulation, string key)
    {
        var choice = simulation.Random.Next(3);
        var customer = simulation.AddClient()
            .Do(host => host.SendAsync(key, "create", new Create(Book, 3)).AsTask())
            .Do(host => SendAsync(host, "pay", new Pay("4242")));
        if (choice == 0)
        {
            customer.Do(host => SendAsync(host, "cancel", new Cancel()));
            return;
        }

        customer.Do(host => SendAsync(host, "ship", new Ship()));
        if (choice == 1)
            customer.Do(host => SendAsync(host, "return", new Return()));

        async Task SendAsync(DurableHost<OrderEvent> host, string id, OrderEvent @event)
        {
            var state = (await host.GetInfoAsync(key))!.State;
            if (state == "Order/Reserving" || (@event is Ship && state.Contains("Charging", StringComparison.Ordinal)))
                throw new JournalException("It is too early.");       // repeats the action
            try
            {
                await host.SendAsync(key, id, @event);
            }
            catch (Exception error) when (error is UnexpectedEventException or MachineEndedException)
            {
                // The order has gone on, because time has.
            }
        }
    }

    /// <summary>What survives the crashes. A payment that is on its way may be carried out or not when the process ends.</summary>
    private sealed class World : IPayments
    {
        private readonly DurableSimulation<DurableHost<OrderEvent>> simulation;
        private readonly IOptions<ShopOptions> options = Options.Create(new ShopOptions { Pieces = Pieces });
        private readonly HashSet<string> refunds = [];

        internal World(DurableSimulation<DurableHost<OrderEvent>> simulation)
        {
            this.simulation = simulation;
            Stock = new(options);
            Archive = new(options);
        }

        internal Dictionary<string, decimal> Charges { get; } = [];

        internal Stock Stock { get; }

        internal Archive Archive { get; }

        public async Task ChargeAsync(string key, string card, decimal amount, CancellationToken cancellationToken)
        {
            await simulation.PauseAsync(cancellationToken);
            if (!refunds.Contains(key))
                Charges.TryAdd(key, amount);
            await simulation.PauseAsync(cancellationToken);
        }

        public async Task RefundAsync(string key, CancellationToken cancellationToken)
        {
            await simulation.PauseAsync(cancellationToken);
            Charges.Remove(key);
            refunds.Add(key);
            await simulation.PauseAsync(cancellationToken);
        }

        internal Task<DurableHost<OrderEvent>> OpenAsync(SimulatedLife life)
        {
            var shop = new Shop(this, Stock, Archive, options, life.TimeProvider);
            return DurableHost.OpenAsync<OrderEvent>(
                life.Journal,
                order => new OrderLife(order, shop).Order(),
                life.Configure(new()
                {
                    Type = OrderService.Name,
                    PassivateAfter = null,
                    OnMessage = (message, _) => shop.EndAsync(message.Read<OrderEnded>()),
                }));
        }
    }
}
