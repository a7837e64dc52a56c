namespace CoroFsm.Hosting.Tests;

/// <summary>The policies for machines that fault.</summary>
public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Remove_Fault_ReachesTheSenderAndFreesTheKey()
    {
        await using var host = new MachineHost();
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await host.Gone("1");
        Assert.Equal(0, host.Orders.Count);
        Assert.IsType<FormatException>(Assert.Single(host.Logs.Of(MachineLogEvents.Faulted)).Exception);
        Assert.StartsWith("1 by", await host.Ask("1", "a"), StringComparison.Ordinal);
        Assert.Equal(["1 starts", "1 fail", "1 finally", "scope disposed", "1 starts", "1 a"], host.Log.Lines);
    }

    [Fact]
    public async Task Remove_EventsBehindTheFault_ReachTheNextMachine()
    {
        await using var host = new MachineHost();
        var gate = new Gate();
        var failing = Task.Run(() => host.Send("1", "fail", gate), Cancellation);
        await gate.Inside;
        var behind = host.Ask("1", "a");
        gate.Open();
        await Assert.ThrowsAsync<FormatException>(() => failing);
        Assert.StartsWith("1 by", await behind, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_Fault_RefusesEventsWithTheFaultUntilClosed()
    {
        await using var host = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Keep);
        var fault = await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        for (var i = 0; i < 2; i++)
            Assert.Same(fault, (await Assert.ThrowsAsync<MachineEndedException>(() => host.Send("1", "a"))).InnerException);
        await Kept(host, 1);
        Assert.Equal("Faulted", host.Orders.GetState("1"));
        Assert.Same(fault, Assert.Single(host.Orders.GetSnapshot()).Fault);
        Assert.Equal(["1 starts", "1 fail", "1 finally", "scope disposed"], host.Log.Lines);
        Assert.True(await host.Orders.CloseAsync("1"));
        Assert.Equal((0, 0), (host.Orders.KeptFaults, host.Orders.Count));
        await host.Send("1", "a");
    }

    [Fact]
    public async Task Keep_IdleTimeoutElapsed_RemovesIt()
    {
        await using var host = new MachineHost(static options =>
        {
            options.FaultPolicy = FaultPolicy.Keep;
            options.IdleTimeout = TimeSpan.FromMinutes(1);
            options.CanEvict = static _ => false;
        });
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await Kept(host, 1);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0, 0), (host.Orders.KeptFaults, host.Orders.Count));
    }

    [Fact]
    public async Task Restart_Fault_StartsTheNextMachineAfterTheDelay()
    {
        await using var host = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Restart);
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        var logged = await host.Logs.WhenAsync(MachineLogEvents.Restarting);
        Assert.Contains("in 00:00:01 (1 of 5)", logged.Message);
        var waiting = host.Ask("1", "a");
        Assert.Equal("", host.Orders.GetState("1"));
        Assert.Equal(1, host.Orders.Restarting);
        host.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(waiting.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.StartsWith("1 by", await waiting, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(host.Orders.GetSnapshot()).Restarts);
        Assert.Equal(0, host.Orders.Restarting);
        Assert.Equal(1, host.Orders.Count);
    }

    /// <summary>The delays double up to the maximum; the series ends at the limit.</summary>
    [Fact]
    public async Task Restart_ConsecutiveFaults_AreDelayedAndLimited()
    {
        await using var host = new MachineHost(static options =>
        {
            options.FaultPolicy = FaultPolicy.Restart;
            options.MaxRestarts = 4;
            options.MaxRestartDelay = TimeSpan.FromSeconds(5);
        });
        foreach (var (delay, number) in new[] { (1, 1), (2, 2), (4, 3), (5, 4) })
        {
            await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
            Assert.Contains($"in 00:00:0{delay} ({number} of 4)", (await host.Logs.WhenAsync(MachineLogEvents.Restarting, number)).Message);
            var next = host.Orders.EnsureStartedAsync("1", Cancellation);
            host.Time.Advance(TimeSpan.FromSeconds(delay));
            await next;
        }

        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await host.Gone("1");
        Assert.Single(host.Logs.Of(MachineLogEvents.RestartsExhausted));
        Assert.Equal(0, host.Orders.Count);
    }

    [Fact]
    public async Task Restart_MachineHasRunLong_BeginsANewSeries()
    {
        await using var host = new MachineHost(static options =>
        {
            options.FaultPolicy = FaultPolicy.Restart;
            options.MaxRestarts = 1;
        });
        for (var i = 1; i <= 3; i++)
        {
            await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
            Assert.Contains("in 00:00:01 (1 of 1)", (await host.Logs.WhenAsync(MachineLogEvents.Restarting, i)).Message);
            var next = host.Orders.EnsureStartedAsync("1", Cancellation);
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await next;
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(host.Logs.Of(MachineLogEvents.RestartsExhausted));
    }

    [Fact]
    public async Task Restart_StartFails_CountsAsFault()
    {
        var starts = 0;
        await using var host = new MachineHost(
            static options =>
            {
                options.FaultPolicy = FaultPolicy.Restart;
                options.MaxRestarts = 2;
                options.RestartDelay = TimeSpan.Zero;
            },
            (_, _, _) => throw new ArithmeticException($"{++starts}"));
        await Assert.ThrowsAsync<ArithmeticException>(() => host.Send("1", "a"));
        await host.Logs.WhenAsync(MachineLogEvents.RestartsExhausted);
        await host.Gone("1");
        Assert.Equal(3, starts);
        Assert.Equal(0, host.Orders.Count);
    }

    [Fact]
    public async Task CloseAsync_DuringTheDelay_CancelsTheRestart()
    {
        await using var host = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Restart);
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await host.Logs.WhenAsync(MachineLogEvents.Restarting);
        var waiting = host.Send("1", "a");
        Assert.True(await host.Orders.CloseAsync("1"));
        Assert.Equal(MachineRefusal.Closed, (await Assert.ThrowsAsync<MachineRefusedException>(() => waiting)).Reason);
        Assert.Equal(0, host.Orders.Count);
        await host.Send("1", "b");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["1 starts", "1 fail", "1 finally", "scope disposed", "1 starts", "1 b"], host.Log.Lines);
    }

    /// <summary>A close whose clean-up fails ends the machine for good, whatever the policy.</summary>
    [Theory]
    [InlineData(FaultPolicy.Remove)]
    [InlineData(FaultPolicy.Keep)]
    [InlineData(FaultPolicy.Restart)]
    public async Task CloseAsync_CleanUpThrows_ThrowsAndFreesTheKey(FaultPolicy policy)
    {
        await using var host = new MachineHost(options => options.FaultPolicy = policy, static async (_, inbox, _) =>
        {
            try
            {
                await inbox.Receive();
                await inbox.Receive();
            }
            catch (CoroutineClosedException close)
            {
                throw new TimeoutException("clean-up", close);
            }
        });
        await host.Send("1", "a");
        await Assert.ThrowsAsync<TimeoutException>(() => host.Orders.CloseAsync("1"));
        Assert.Equal(0, host.Orders.Count);
        Assert.Single(host.Logs.Of(MachineLogEvents.Faulted));
        Assert.Empty(host.Logs.Of(MachineLogEvents.Restarting));
    }

    /// <summary>The policy is applied outside of the machine's turn.</summary>
    private static async Task Kept(MachineHost host, int count)
    {
        await host.Logs.WhenAsync(MachineLogEvents.Ended);
        for (var i = 0; host.Orders.KeptFaults != count; i++)
        {
            Assert.InRange(i, 0, 1_000_000);
            await Task.Yield();
        }
    }
}
