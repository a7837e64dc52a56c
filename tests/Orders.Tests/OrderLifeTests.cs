using CoroFsm;
using CoroFsm.Durability;
using CoroFsm.Testing;
using Microsoft.Extensions.Options;

namespace Orders.Tests;

/// <summary>The coroutine by itself, on simulated time.</summary>
public sealed class OrderLifeTests
{
    private const int Pieces = 10;

    private static readonly Product Book = Stock.Find("book")!;

    private readonly SimulatedTime time = new();
    private readonly ScriptedPayments payments = new();
    private readonly Stock stock;
    private readonly Archive archive;
    private readonly Machine<OrderEvent> order;

    public OrderLifeTests()
    {
        var options = Options.Create(new ShopOptions { Pieces = Pieces });
        stock = new(options);
        archive = new(options);
        order = Start(new Shop(payments, stock, archive, options, time), time);
    }

    [Fact]
    public void Order_PaidAndShipped_CompletesAfterThirtyDays()
    {
        order.Send(new Create(Book, 3));
        Assert.Equal("Order/Open/AwaitingPayment", order.State);
        Assert.Equal(Pieces - 3, stock.Left(Book));
        var pay = Pay();
        Assert.Equal(PayResult.Paid, Result(pay));
        Assert.Equal("Order/Open/Packing", order.State);
        order.Send(new Ship());
        time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromTicks(1));
        Assert.Equal("Order/InReturnPeriod", order.State);
        time.Advance(TimeSpan.FromTicks(1));

        AssertEnd(OrderEnd.Completed, left: Pieces - 3);
        Assert.Equal(["charge order-1/1 60"], payments.Calls);
    }

    [Fact]
    public void Return_InReturnPeriod_RefundsAndRestocks()
    {
        Open();
        _ = Pay();
        order.Send(new Ship());
        time.Advance(TimeSpan.FromDays(29));
        payments.Answer("fails", "hangs", "cancels");
        order.Send(new Return());
        Assert.Equal("Order/Refunding/WaitingToRetry", order.State);
        time.Advance(TimeSpan.FromMinutes(1));

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
        time.Advance(TimeSpan.FromSeconds(20));

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
        time.Advance(TimeSpan.FromSeconds(1));
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
    public void Complete_WhileCharging_WaitsForThePayment()
    {
        Open();
        payments.Answer("hangs", "works");
        var pay = Pay();
        order.Complete();
        Assert.Equal("Order/Open/Charging", order.State);
        time.Advance(TimeSpan.FromSeconds(10));

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
        order.Dispose();
        AssertEnd(end, left: isPaid ? Pieces - 2 : Pieces);
    }

    [Fact]
    public void Send_AtWrongTime_IsRefusedAndTheOrderContinues()
    {
        Open();
        Assert.Throws<UnexpectedEventException>(() => order.Send(new Ship()));
        Assert.Throws<UnexpectedEventException>(() => order.Send(new Return()));
        payments.Answer("hangs");
        _ = Pay();
        Assert.IsType<UnexpectedEventException>(Pay().Exception!.InnerException);
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
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("Order/Open/Packing", Status().State);
        order.Send(new Ship());
        Assert.Equal("Order/InReturnPeriod", Status().State);
    }

    internal static Machine<OrderEvent> Start(Shop shop, TimeProvider time) => Machine.Start<OrderEvent>(
        inbox => Durable.InMemory("order-1", inbox, order => new OrderLife(order, shop).Order(), shop.InMemory),
        new() { Synchronized = true, TimeProvider = time });

    private static PayResult? Result(Task<PayResult?> pay)
    {
        Assert.True(pay.IsCompletedSuccessfully, $"The payment is {pay.Status}.");
        return pay.Result;
    }

    private void Open() => order.Send(new Create(Book, 2));

    private Task<PayResult?> Pay() => order.AskAsync<PayResult?>(static reply => new Pay("4242", reply)).AsTask();

    private OrderView Status()
    {
        var status = order.AskAsync<OrderView>(static reply => new GetStatus(reply)).AsTask();
        Assert.True(status.IsCompletedSuccessfully);
        return status.Result;
    }

    private void AssertEnd(OrderEnd end, int left)
    {
        Assert.Contains(order.Status, new[] { MachineStatus.Completed, MachineStatus.Closed });
        Assert.Equal(1, archive.Count(end));
        Assert.Equal(end.ToString(), archive.Find("order-1")!.State);
        Assert.True(archive.Find("order-1")!.HasEnded);
        Assert.Equal(left, stock.Left(Book));
    }
}
