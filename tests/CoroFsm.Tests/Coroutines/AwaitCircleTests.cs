using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Coroutines;

/// <summary>Coroutines that await each other in a circle cannot continue. The sender gets an exception and does not hang.</summary>
public sealed class AwaitCircleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Send_CoroutinesAwaitEachOther_Throws(int length)
    {
        var calls = new Coroutine[length];
        var machine = Machine.Start<int>(async inbox =>
        {
            calls[0] = Receiving(inbox, calls);
            for (var i = 1; i < length; i++)
                calls[i] = Awaiting(calls[i - 1]);
            await default(Parking);
        });

        var error = Assert.Throws<InvalidOperationException>(() => machine.Send(1));

        Assert.Contains("cannot continue", error.Message);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Post_WaitWithinAwaitCycle_QueuesTheEvent(int length)
    {
        Inbox<int> own = default;
        var machine = Machine.Start<int>(inbox => Circle(own = inbox, length));
        machine.Send(1);

        own.Post(2);

        Assert.Equal(MachineStatus.Waiting, machine.Status);
        Assert.EndsWith("/Waiting", machine.State);
    }

    /// <summary>Runs coroutines that await each other, the first of which waits at the inbox, too, after the first event.</summary>
    private static async Coroutine Circle(Inbox<int> inbox, int length)
    {
        var calls = new Coroutine[length];
        calls[0] = WaitingTwice();
        for (var i = 1; i < length; i++)
            calls[i] = Awaiting(calls[i - 1]);
        await default(Parking);

        async Coroutine WaitingTwice()
        {
            await inbox.Receive();
            await new Both(inbox.Receive("Waiting"), calls[^1].GetAwaiter());
        }
    }

    private static async Coroutine Receiving(Inbox<int> inbox, Coroutine[] calls)
    {
        await inbox.Receive();
        await calls[^1];
    }

    private static async Coroutine Awaiting(Coroutine other) => await other;

    /// <summary>Waits for nothing.</summary>
    private readonly struct Parking : ICoroutineAwaiter
    {
        public bool IsCompleted => false;

        public Parking GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void Park(CoroutineFrame frame)
        {
        }
    }

    /// <summary>Parks at two waits.</summary>
    private readonly struct Both(ReceiveWait<int> receive, Coroutine.Awaiter call) : ICoroutineAwaiter
    {
        public bool IsCompleted => false;

        public Both GetAwaiter() => this;

        public void GetResult() => receive.GetResult();

        public void Park(CoroutineFrame frame)
        {
            receive.Park(frame);
            call.Park(frame);
        }
    }
}
