using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting.Tests;

/// <summary>The graceful stop.</summary>
public sealed class StoppingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StopAsync_IdleMachines_CompletesThem()
    {
        await using var host = new MachineHost();
        await host.StartAsync();
        await host.Send("1", "a");
        await host.Send("2", "pay");
        await host.StopAsync(Cancellation);
        Assert.Equal(0, host.Orders.Count);
        Assert.Contains("1 finally", host.Log.Lines);
        Assert.Contains("2 finally", host.Log.Lines);
        Assert.Equal(2, host.Log.Lines.Count(static line => line == "scope disposed"));
        Assert.Contains("2 machines, 0 events", Assert.Single(host.Logs.Of(MachineLogEvents.Stopping)).Message);
        Assert.Single(host.Logs.Of(MachineLogEvents.Stopped));
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.Level > LogLevel.Information);
    }

    [Fact]
    public async Task StopAsync_QueuedEvents_AreHandledAndNewOnesRefused()
    {
        await using var host = new MachineHost();
        var gate = new Gate();
        var first = Task.Run(() => host.Send("1", "a", gate), Cancellation);
        await gate.Inside;
        Task[] queued = [host.Send("1", "b"), host.Send("1", "c"), host.Ask("1", "d")];
        var stopping = host.StopAsync(Cancellation);
        Assert.True(host.Orders.IsStopping);
        var error = await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("1", "late"));
        Assert.Equal(MachineRefusal.Stopping, error.Reason);
        await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("2", "late"));
        await Assert.ThrowsAsync<MachineRefusedException>(() => host.Orders.TrySendAsync("1", new("late"), Cancellation));
        Assert.False(stopping.IsCompleted);
        gate.Open();
        await stopping;
        await first;
        await Task.WhenAll(queued);
        Assert.Equal(["1 starts", "1 a", "1 b", "1 c", "1 d", "1 finally", "scope disposed"], host.Log.Lines);
        Assert.Equal(0, host.Orders.PendingEvents);
    }

    [Fact]
    public async Task StopAsync_NoMachines_ReportsNothing()
    {
        await using var host = new MachineHost();
        await host.StopAsync(Cancellation);
        await host.StopAsync(Cancellation);
        Assert.Empty(host.Logs.Entries);
        await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("1", "a"));
    }

    /// <summary>A machine that is busy when the host's timeout elapses is reported, and closed when its turn ends.</summary>
    [Fact]
    public async Task StopAsync_TimeoutElapses_ReportsAndCloses()
    {
        await using var host = new MachineHost();
        var gate = new Gate();
        var busy = Task.Run(() => host.Send("secret", "a", gate), Cancellation);
        await gate.Inside;
        var stopping = host.StopAsync(new(canceled: true));
        var report = await host.Logs.WhenAsync(MachineLogEvents.Unfinished);
        Assert.Contains("1 machines are closed, with 1 events not handled: orders in Run/Open (1 events).", report.Message);
        Assert.False(stopping.IsCompleted);
        gate.Open();
        await stopping;
        await busy;
        Assert.Single(host.Logs.Of(MachineLogEvents.Stopped));
        Assert.Equal(["secret starts", "secret a", "secret finally", "scope disposed"], host.Log.Lines);
    }

    /// <summary>A machine that never returns is abandoned: the stop ends, and the report counts the events behind it.</summary>
    [Fact]
    public async Task StopAsync_MachineHangs_IsAbandonedAndReported()
    {
        await using var host = new MachineHost(static options =>
        {
            options.CloseTimeout = TimeSpan.Zero;
            options.DescribeKey = static key => $"no. {key}";
        });
        var gate = new Gate();
        var hanging = Task.Run(() => host.Send("1", "a", gate), Cancellation);
        await gate.Inside;
        var behind = host.Send("1", "b");
        await host.StopAsync(new(canceled: true));
        Assert.Contains(
            "1 machines are closed, with 2 events not handled: orders no. 1 in ",
            host.Logs.Of(MachineLogEvents.Unfinished).Single().Message);
        Assert.Contains("1 machines of orders have not ended", host.Logs.Of(MachineLogEvents.Abandoned).Single().Message);
        gate.Open();
        await hanging;
        await behind;
        await host.Gone("1");
    }

    [Fact]
    public async Task StopAsync_DeferredEvents_AreReported()
    {
        await using var host = new MachineHost(
            static options => options.Machine = new() { Unmatched = Unmatched.Defer },
            static async (_, inbox, _) => await inbox.Receive(static order => order.What == "never"));
        await host.Send("1", "a");
        await host.Send("1", "b");
        await host.StopAsync(Cancellation);
        Assert.Contains("ended (Stopped) before it handled 2", Assert.Single(host.Logs.Of(MachineLogEvents.EventsLost)).Message);
    }

    [Fact]
    public async Task StopAsync_KeptAndRestartingMachines_AreRemoved()
    {
        await using var keeping = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Keep);
        await Assert.ThrowsAsync<FormatException>(() => keeping.Send("1", "fail"));
        await keeping.StopAsync(Cancellation);
        Assert.Equal((0, 0), (keeping.Orders.Count, keeping.Orders.KeptFaults));

        await using var restarting = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Restart);
        await Assert.ThrowsAsync<FormatException>(() => restarting.Send("1", "fail"));
        await restarting.Logs.WhenAsync(MachineLogEvents.Restarting);
        var waiting = restarting.Send("1", "a");
        await restarting.StopAsync(Cancellation);
        Assert.Equal(MachineRefusal.Stopping, (await Assert.ThrowsAsync<MachineRefusedException>(() => waiting)).Reason);
        Assert.Equal((0, 0), (restarting.Orders.Count, restarting.Orders.Restarting));
    }

    [Fact]
    public async Task Dispose_WithoutStop_ClosesTheMachines()
    {
        await using var host = new MachineHost();
        await host.Send("1", "a");
        host.Orders.Dispose();
        host.Orders.Dispose();
        Assert.Equal(["1 starts", "1 a", "1 finally", "scope disposed"], host.Log.Lines);
    }

    /// <summary>Under load, each event is either handled or refused.</summary>
    [Fact]
    public async Task StopAsync_UnderLoad_LosesNoAcknowledgedEvent()
    {
        var handled = 0;
        await using var host = new MachineHost(coroutine: async (_, inbox, _) =>
        {
            await foreach (var _ in inbox)
                Interlocked.Increment(ref handled);
        });
        var acknowledged = 0;
        var begun = new TaskCompletionSource();
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        await host.Send($"{i % 50}", "a").WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
                        Interlocked.Increment(ref acknowledged);
                    }
                    catch (MachineRefusedException)
                    {
                        return;
                    }

                    if (i == 500)
                        begun.TrySetResult();
                }
            },
            Cancellation)).ToArray();
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await host.StopAsync(Cancellation);
        await Task.WhenAll(senders);
        Assert.Equal(acknowledged, handled);
        Assert.Equal((0, 0), (host.Orders.Count, host.Orders.PendingEvents));
    }
}
