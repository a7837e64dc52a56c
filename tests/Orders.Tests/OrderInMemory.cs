using CoroFsm;
using CoroFsm.Durability;

namespace Orders.Tests;

/// <summary>Runs an order without a journal.</summary>
internal sealed class OrderInMemory : OrderRun
{
    private readonly OrderWorld world;

    internal OrderInMemory(OrderWorld world, IPayments payments)
    {
        this.world = world;
        var shop = world.Open(payments, world.Time);
        Machine = CoroFsm.Machine.Start<OrderEvent>(
            inbox => Durable.InMemory("order-1", inbox, order => new OrderLife(order, shop).Order(), shop.InMemory),
            new() { Synchronized = true, TimeProvider = world.Time });
    }

    internal Machine<OrderEvent> Machine { get; }

    internal override string State => Machine.State;

    internal override bool HasEnded => Machine.Status is MachineStatus.Completed or MachineStatus.Closed;

    internal override void Send(OrderEvent @event) => Machine.Send(@event);

    internal override Task<TReply> Ask<TReply>(Func<ReplyTo<TReply>, OrderEvent> ask) => Machine.AskAsync(ask).AsTask();

    internal override void Advance(TimeSpan by) => world.Time.Advance(by);
}
