using CoroFsm;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;

namespace Orders.Tests;

/// <summary>The law of each order: money and goods agree with its end, whatever happens in whatever order.</summary>
public sealed class OrderLawTests
{
    private const int Pieces = 5;

    private static readonly Product Lamp = Stock.Find("lamp")!;

    [Property(MaxTest = 500)]
    public void Order_AnyEventsAndPayments_BalancesMoneyAndGoods(int seed, byte[] steps) =>
        Check(seed, steps, static (world, payments) => new OrderInMemory(world, payments));

    [Property(MaxTest = 200)]
    public void Order_Durable_BalancesMoneyAndGoods(int seed, byte[] steps) =>
        Check(seed, steps, static (world, payments) => new DurableOrder(world, payments, crashes: false));

    [Property(MaxTest = 60)]
    public void Order_DurableWithCrashes_BalancesMoneyAndGoods(int seed, byte[] steps) =>
        Check(seed, steps, static (world, payments) => new DurableOrder(world, payments, crashes: true));

    private static void Check(int seed, byte[] steps, Func<OrderWorld, IPayments, OrderRun> start)
    {
        var world = new OrderWorld(Pieces);
        var rates = new PaymentOptions { Seed = seed, DeclineRate = 0.1, FailRate = 0.2, HangRate = 0.2, CancelRate = 0.2 };
        var payments = new FakePayments(Options.Create(rates), world.Time);
        var order = start(world, payments);
        order.Send(new Create(Lamp, 2));
        List<Task<PayResult?>> pays = [];
        foreach (var step in steps)
        {
            try
            {
                Do(step);
            }
            catch (Exception error) when (error is UnexpectedEventException or MachineEndedException)
            {
                // The order does not take this event now.
            }
        }

        order.Advance(TimeSpan.FromHours(1));        // what has begun ends
        (order as OrderInMemory)?.Machine.Complete();

        var end = Enum.GetValues<OrderEnd>().Cast<OrderEnd?>().SingleOrDefault(end => world.Archive.Count(end!.Value) == 1);
        Assert.Equal(end is null, !order.HasEnded);
        var isSold = end is null or OrderEnd.Completed or OrderEnd.Interrupted;      // a durable order that has not ended is paid
        Assert.Equal(isSold ? 91m : 0m, payments.Balance);
        Assert.Equal(isSold ? Pieces - 2 : Pieces, world.Stock.Left(Lamp));
        Assert.All(pays, static pay => Assert.True(pay.IsCompleted));
        Assert.All(pays, static pay => Assert.True(
            pay.Exception?.GetBaseException() is null or UnexpectedEventException or MachineEndedException));

        void Do(byte step)
        {
            switch (step % 8)
            {
                case 0 or 1:
                    pays.Add(order.Ask<PayResult?>(static reply => new Pay("4242", reply)));
                    break;
                case 2:
                    order.Send(new Ship());
                    break;
                case 3:
                    order.Send(step < 64 ? new Cancel() : new Ship());
                    break;
                case 4:
                    order.Send(new Return());
                    break;
                case 5:
                    order.Advance(TimeSpan.FromMilliseconds(30));
                    break;
                case 6:
                    order.Advance(TimeSpan.FromSeconds(3));
                    break;
                default:
                    order.Advance(step < 32 ? TimeSpan.FromDays(31) : TimeSpan.FromMinutes(1));
                    break;
            }
        }
    }
}
