using CoroFsm;
using CoroFsm.Testing;
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
    public void Order_AnyEventsAndPayments_BalancesMoneyAndGoods(int seed, byte[] steps)
    {
        var time = new SimulatedTime();
        var options = Options.Create(new ShopOptions { Pieces = Pieces });
        var rates = new PaymentOptions { Seed = seed, DeclineRate = 0.1, FailRate = 0.2, HangRate = 0.2, CancelRate = 0.2 };
        var payments = new FakePayments(Options.Create(rates), time);
        var stock = new Stock(options);
        var archive = new Archive(options);
        var order = OrderLifeTests.Start(new Shop(payments, stock, archive, options, time), time);
        order.Send(new Create(Lamp, 2));
        List<Task<PayResult?>> pays = [];
        foreach (var step in steps)
        {
            try
            {
                Do(step);
            }
            catch (UnexpectedEventException)
            {
                // The order does not take this event now.
            }
        }

        time.Advance(TimeSpan.FromHours(1));        // what has begun ends
        if (order.Status == MachineStatus.Waiting)
            order.Complete();

        var end = Enum.GetValues<OrderEnd>().Single(end => archive.Count(end) == 1);
        var isSold = end is OrderEnd.Completed or OrderEnd.Interrupted;
        Assert.Equal(isSold ? 91m : 0m, payments.Balance);
        Assert.Equal(isSold ? Pieces - 2 : Pieces, stock.Left(Lamp));
        Assert.All(pays, static pay => Assert.True(pay.IsCompleted));
        Assert.All(pays, static pay => Assert.True(
            pay.Exception?.InnerException is null or UnexpectedEventException or MachineEndedException));

        void Do(byte step)
        {
            switch (step % 8)
            {
                case 0 or 1:
                    pays.Add(order.AskAsync<PayResult?>(static reply => new Pay("4242", reply)).AsTask());
                    break;
                case 2:
                    order.TrySend(new Ship());
                    break;
                case 3:
                    order.TrySend(step < 64 ? new Cancel() : new Ship());
                    break;
                case 4:
                    order.TrySend(new Return());
                    break;
                case 5:
                    time.Advance(TimeSpan.FromMilliseconds(30));
                    break;
                case 6:
                    time.Advance(TimeSpan.FromSeconds(3));
                    break;
                default:
                    time.Advance(step < 32 ? TimeSpan.FromDays(31) : TimeSpan.FromMinutes(1));
                    break;
            }
        }
    }
}
