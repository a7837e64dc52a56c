using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>The work source of the testing library, and simulated delays.</summary>
public sealed class ControlledWorkTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true };

    private readonly List<string> log = [];

    [Fact]
    public void Complete_PendingCall_ContinuesTheMachineBeforeItReturns()
    {
        var charge = new ControlledWork<int>();
        using var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(charge.Start)}"), Synchronized);
        Assert.True(charge.IsPending);
        charge.Complete(7);
        Assert.Equal(["7"], log);
        Assert.False(charge.IsPending);
        Assert.Equal(1, charge.CallCount);
    }

    [Fact]
    public void Complete_UnderASynchronizationContext_ContinuesTheMachineBeforeItReturns()
    {
        var charge = new ControlledWork<int>();
        using var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(charge.Start)}"), Synchronized);
        var before = SynchronizationContext.Current;
        var own = new Own();
        SynchronizationContext.SetSynchronizationContext(own);
        try
        {
            charge.Complete(7);
            Assert.Equal(["7"], log);
            Assert.Same(own, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public void FailAndCancel_PendingCalls_EndTheOldestFirst()
    {
        var charge = new ControlledWork<int>();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var i = 0; i < 2; i++)
                {
                    try
                    {
                        await inbox.Await(charge.Start);
                    }
                    catch (Exception error) when (error is ArithmeticException or TaskCanceledException)
                    {
                        log.Add(error.GetType().Name);
                    }
                }
            },
            Synchronized);
        charge.Fail(new ArithmeticException());
        charge.Cancel();
        Assert.Equal(["ArithmeticException", "TaskCanceledException"], log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Token_WaitIsLeft_IsCancelledAndTheCallEndsIfItHonorsThat(bool honors)
    {
        var charge = new ControlledWork<int> { HonorsCancellation = honors };
        var machine = Machine.Start<string>(async inbox => await inbox.Await(charge.Start), Synchronized);
        machine.Dispose();
        Assert.True(charge.Token.IsCancellationRequested);
        Assert.Equal(!honors, charge.IsPending);
    }

    [Fact]
    public void Complete_NoCall_ThrowsWithFix()
    {
        var charge = new ControlledWork<int>();
        Assert.Contains("Bring the machine", Assert.Throws<InvalidOperationException>(() => charge.Complete(1)).Message);
        Assert.Throws<InvalidOperationException>(() => charge.Token);
    }

    [Fact]
    public void Await_RetriesWithSimulatedDelays_FollowTheClock()
    {
        var time = new SimulatedTime();
        var charge = new ControlledWork<string>();
        using var machine = Machine.Start<string>(Pay, new() { TimeProvider = time });
        charge.Fail(new TimeoutException());
        Assert.Equal("Pay/Pausing", machine.State);
        time.Advance(TimeSpan.FromSeconds(1));
        charge.Fail(new TimeoutException());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Pay/Pausing", machine.State);
        time.Advance(TimeSpan.FromSeconds(1));
        charge.Complete("receipt");
        Assert.Equal(["receipt after 3 s"], log);

        async Coroutine Pay(Inbox<string> inbox)
        {
            for (var pause = 1; ; pause *= 2)
            {
                try
                {
                    log.Add($"{await inbox.Await(charge.Start, "Charging")} after {time.Elapsed.TotalSeconds} s");
                    return;
                }
                catch (TimeoutException)
                {
                    await inbox.Await(token => Task.Delay(TimeSpan.FromSeconds(pause), time, token), "Pausing");
                }
            }
        }
    }

    private sealed class Own : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }
}
