using CoroFsm;

namespace Orders.Tests;

/// <summary>The coroutine by itself, on a clock that stands still: in memory and durable, with and without crashes.</summary>
public abstract class OrderLifeTests
{
    private const int Pieces = 10;

    private static readonly Product Book = Stock.Find("book")!;

    private readonly OrderWorld world = new(Pieces);
    private readonly ScriptedPayments payments = new();
    private readonly OrderRun order;

    private protected OrderLifeTests(Func<OrderWorld, IPayments, OrderRun> start) => order = start(world, payments);

    private protected OrderRun Run => order;

    private protected ScriptedPayments Payments => payments;

    [Fact]
    public void Order_PaidAndShipped_CompletesAfterThirtyDays()
    {
        order.Send(new Create(Book, 3));
        Assert.Equal("Order/Open/AwaitingPayment", order.State);
        Assert.Equal(Pieces - 3, world.Stock.Left(Book));
        var pay = Pay();
        Assert.Equal(PayResult.Paid, Result(pay));
        Assert.Equal("Order/Open/Packing", order.State);
        order.Send(new Ship());
        order.Advance(TimeSpan.FromDays(30) - TimeSpan.FromTicks(1));
        Assert.Equal("Order/InReturnPeriod", order.State);
        order.Advance(TimeSpan.FromMilliseconds(2));     // a host wakes a machine within a millisecond after it is due

        AssertEnd(OrderEnd.Completed, left: Pieces - 3);
        Assert.Equal(["charge order-1/1 60"], payments.Calls);
    }

    [Fact]
    public void Return_InReturnPeriod_RefundsAndRestocks()
    {
        Open();
        _ = Pay();
        order.Send(new Ship());
        order.Advance(TimeSpan.FromDays(29));
        payments.Answer("fails", "hangs", "cancels");
        order.Send(new Return());
        Assert.Equal("Order/Refunding/WaitingToRetry", order.State);
        order.Advance(TimeSpan.FromMinutes(1));

        AssertEnd(OrderEnd.Returned, left: Pieces);
        Assert.Equal(4, payments.Calls.Count(static call => call == "refund order-1/1"));
    }

    [Theory]
    [InlineData("works", PayResult.Paid, "Packing", 1)]
    [InlineData("fails works", PayResult.Paid, "Packing", 2)]
    [InlineData("cancels fails works", PayResult.Paid, "Packing", 3)]
    [InlineData("hangs cancels fails works", PayResult.Paid, "Packing", 4)]
    [InlineData("declines", PayResult.Declined, "AwaitingPayment", 1)]
    [InlineData("hangs declines", PayResult.Declined, "AwaitingPayment", 2)]
    [InlineData("fails fails fails fails", PayResult.Unavailable, "AwaitingPayment", 4)]
    [InlineData("hangs hangs hangs hangs fails", PayResult.Unavailable, "AwaitingPayment", 4)]
    internal void Pay_PaymentServiceMisbehaves_IsRetriedWithOneKey(string answers, PayResult result, string state, int charges)
    {
        Open();
        payments.Answer(answers.Split(' '));
        var pay = Pay();
        order.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(result, Result(pay));
        Assert.Equal($"Order/Open/{state}", order.State);
        Assert.Equal(charges, payments.Calls.Count(static call => call == "charge order-1/1 40"));
        Assert.Equal(result == PayResult.Unavailable, payments.Calls.Contains("refund order-1/1"));
        Assert.Equal(
            answers.Split(' ').Count(static answer => answer == "hangs"),
            payments.Calls.Count(static call => call == "cancelled"));
    }

    [Fact]
    public void Pay_AfterDecline_HasAnotherKey()
    {
        Open();
        payments.Answer("declines");
        _ = Pay();
        Assert.Equal(PayResult.Paid, Result(Pay()));
        Assert.Equal(["charge order-1/1 40", "charge order-1/2 40"], payments.Calls);
    }

    [Fact]
    public void Cancel_WhileCharging_CancelsTheCallAndRefunds()
    {
        Open();
        payments.Answer("hangs");
        var pay = Pay();
        Assert.Equal("Order/Open/Charging", order.State);
        order.Send(new Cancel());

        Assert.Equal(PayResult.Unfinished, Result(pay));
        Assert.Equal(["charge order-1/1 40", "cancelled", "refund order-1/1"], payments.Calls);
        AssertEnd(OrderEnd.Cancelled, left: Pieces);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_BeforeShipping_GivesBackWhatWasPaid(bool isPaid)
    {
        Open();
        if (isPaid)
            _ = Pay();
        order.Send(new Cancel());

        Assert.Equal(isPaid, payments.Calls.Contains("refund order-1/1"));
        AssertEnd(OrderEnd.Cancelled, left: Pieces);
    }

    [Fact]
    public void Cancel_WhileRefundingAnUnansweredCharge_StillRefunds()
    {
        Open();
        payments.Answer("fails", "fails", "fails", "fails", "hangs");
        var pay = Pay();
        order.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Order/Open/Charging/Refunding", order.State);
        order.Send(new Cancel());

        Assert.Equal(PayResult.Unfinished, Result(pay));
        Assert.Equal("refund order-1/1", payments.Calls[^1]);
        AssertEnd(OrderEnd.Cancelled, left: Pieces);
    }

    [Fact]
    public void Create_TooManyPieces_EndsOutOfStock()
    {
        order.Send(new Create(Book, Pieces + 1));
        AssertEnd(OrderEnd.OutOfStock, left: Pieces);
    }

    [Fact]
    public void Send_AtWrongTime_IsRefusedAndTheOrderContinues()
    {
        Open();
        Assert.Throws<UnexpectedEventException>(() => order.Send(new Ship()));
        Assert.Throws<UnexpectedEventException>(() => order.Send(new Return()));
        payments.Answer("hangs");
        _ = Pay();
        Assert.IsType<UnexpectedEventException>(Pay().Exception!.GetBaseException());
        Assert.Equal("Order/Open/Charging", order.State);
    }

    [Fact]
    public void GetStatus_InEachState_IsAnswered()
    {
        Open();
        Assert.Equal(new OrderView("order-1", "book", 2, 40, "Order/Open/AwaitingPayment"), Status());
        payments.Answer("hangs");
        _ = Pay();
        Assert.Equal("Order/Open/Charging", Status().State);
        order.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("Order/Open/Packing", Status().State);
        order.Send(new Ship());
        Assert.Equal("Order/InReturnPeriod", Status().State);
    }

    private protected static PayResult? Result(Task<PayResult?> pay)
    {
        Assert.True(pay.IsCompletedSuccessfully, $"The payment is {pay.Status}.");
        return pay.Result;
    }

    private protected void Open() => order.Send(new Create(Book, 2));

    private protected Task<PayResult?> Pay() => order.Ask<PayResult?>(static reply => new Pay("4242", reply));

    private OrderView Status()
    {
        var status = order.Ask<OrderView>(static reply => new GetStatus(reply));
        Assert.True(status.IsCompletedSuccessfully);
        return status.Result;
    }

    private protected void AssertEnd(OrderEnd end, int left)
    {
        Assert.True(order.HasEnded);
        Assert.Equal(1, world.Archive.Count(end));
        Assert.Equal(end.ToString(), world.Archive.Find("order-1")!.State);
        Assert.True(world.Archive.Find("order-1")!.HasEnded);
        Assert.Equal(left, world.Stock.Left(Book));
    }
}
