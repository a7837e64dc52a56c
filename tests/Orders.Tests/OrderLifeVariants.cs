using CoroFsm;

namespace Orders.Tests;

/// <summary>In memory, where an order ends when its set stops.</summary>
public sealed class OrderLifeInMemoryTests() : OrderLifeTests(static (world, payments) => new OrderInMemory(world, payments))
{
    private const int Pieces = 10;

    private Machine<OrderEvent> Machine => ((OrderInMemory)Run).Machine;

    [Fact]
    public void Complete_WhileCharging_WaitsForThePayment()
    {
        Open();
        Payments.Answer("hangs", "works");
        var pay = Pay();
        Machine.Complete();
        Assert.Equal("Order/Open/Charging", Run.State);
        Run.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(PayResult.Paid, Result(pay));
        AssertEnd(OrderEnd.Interrupted, left: Pieces - 2);
    }

    [Theory]
    [InlineData(false, OrderEnd.Abandoned)]
    [InlineData(true, OrderEnd.Interrupted)]
    internal void Dispose_OpenOrder_IsArchived(bool isPaid, OrderEnd end)
    {
        Open();
        if (isPaid)
            _ = Pay();
        Machine.Dispose();
        AssertEnd(end, left: isPaid ? Pieces - 2 : Pieces);
    }
}

/// <summary>Durable, in one process.</summary>
public sealed class OrderLifeDurableTests() : OrderLifeTests(static (world, payments) => new DurableOrder(world, payments, crashes: false));

/// <summary>Durable, with a crash after each step at which no caller waits.</summary>
public sealed class OrderLifeAfterCrashesTests()
    : OrderLifeTests(static (world, payments) => new DurableOrder(world, payments, crashes: true));
