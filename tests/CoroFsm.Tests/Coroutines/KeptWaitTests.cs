using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>A wait that is kept and awaited twice, or by others than its maker, gets no event of another wait.</summary>
public sealed class KeptWaitTests
{
    private readonly List<object> log = [];

    [Fact]
    public void Send_TwoCoroutinesAwaitOneKeptWait_DeliversEachEventOnce()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            var wait = inbox.Receive();
            var first = Take(wait);
            var second = Take(wait);
            try
            {
                await first;
                await second;
            }
            finally
            {
                log.Add("end");
            }
        });
        Assert.Throws<InvalidOperationException>(() => machine.Send(1));
        Assert.Equal([1, "end"], log);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Send_KeptWaitOfAMachineThatHandlesAnEvent_GetsNothingOfIt()
    {
        ReceiveWait<int> kept = default;
        Machine<int>? inner = null;
        using var outer = Machine.Start<int>(async inbox =>
        {
            kept = inbox.Receive();
            log.Add(await kept);
            Assert.Throws<InvalidOperationException>(() => inner!.Send(0));
            log.Add(await inbox.Receive());
        });
        using var taker = inner = Machine.Start<int>(async inbox =>
        {
            var taking = Take(kept);        // while the outer machine waits, so it is not parked there
            await inbox.Receive();
            await taking;
        });
        outer.Send(1);
        outer.Send(2);
        Assert.Equal([1, 2], log);
    }

    [Fact]
    public void Run_TwoGeneratorsYieldOneKeptWait_SecondThrowsAndFirstGetsTheEvent()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            var wait = inbox.Receive();
            var first = inbox.Run(Yielding(inbox, wait, "first"));
            var second = inbox.Run(Yielding(inbox, wait, "second"));
            await first;
            await second;
        });
        Assert.Throws<InvalidOperationException>(() => machine.Send(1));
        Assert.Equal(["first 1"], log);
    }

    [Fact]
    public void ToWait_WhileAGeneratorWaitsSelectively_ThrowsAndKeepsItsFilter()
    {
        ReceiveWait<int> kept = default;
        using var machine = Machine.Start<int>(inbox => inbox.Run(Selecting(inbox)), new() { Unmatched = Unmatched.Ignore });
        Assert.Throws<InvalidOperationException>(() => kept.ToWait());
        machine.Send(1);
        machine.Send(2);
        Assert.Equal([2], log);

        IEnumerable<Wait> Selecting(Inbox<int> inbox)
        {
            kept = inbox.Receive();
            yield return inbox.Receive(static e => e == 2);
            log.Add(inbox.Current);
        }
    }

    [Fact]
    public void Await_KeptWaitAfterAnIgnoredTimeout_GetsTheNextEvent()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                var kept = inbox.Receive();
                await new Ignoring(inbox.Receive(TimeSpan.FromHours(1)));
                log.Add(await kept);
                log.Add(await inbox.Receive());
            },
            new() { TimeProvider = time });
        machine.Send(1);
        machine.Send(2);
        time.Advance(TimeSpan.FromHours(2));
        machine.Send(3);
        Assert.Equal([2, 3], log);
    }

    [Fact]
    public void Yield_EnumeratingWaitTwice_ThrowsInsteadOfRepeatingTheEvent()
    {
        var machine = Machine.Start<int>(Twice);
        Assert.Throws<InvalidOperationException>(() => machine.Send(1));
        Assert.Equal([1], log);

        IEnumerable<Wait> Twice(Inbox<int> inbox)
        {
            Wait wait = inbox.MoveNextAsync();
            yield return wait;
            log.Add(inbox.Current);
            yield return wait;
            log.Add(inbox.Current);
        }
    }

    private async Coroutine Take(ReceiveWait<int> wait) => log.Add(await wait);

    private IEnumerable<Wait> Yielding(Inbox<int> inbox, ReceiveWait<int> wait, string name)
    {
        yield return wait;
        log.Add($"{name} {inbox.Current}");
    }

    private readonly struct Ignoring(TimedWait<int> inner) : ICoroutineAwaiter
    {
        public bool IsCompleted => false;

        public Ignoring GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }
}
