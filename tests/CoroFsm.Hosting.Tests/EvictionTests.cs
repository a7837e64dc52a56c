namespace CoroFsm.Hosting.Tests;

/// <summary>Capacity, and the close of idle machines.</summary>
public sealed class EvictionTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Capacity_Reached_RefusesFurtherKeysOnly()
    {
        await using var host = new MachineHost(static options => options.Capacity = 2);
        await host.Send("1", "a");
        await host.Send("2", "a");
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("3", "a"));
            Assert.Equal(MachineRefusal.Capacity, error.Reason);
            Assert.Contains("orders has 2 machines", error.Message);
        }

        await host.Send("1", "b");
        Assert.Equal(2, host.Orders.Count);
        Assert.Single(host.Logs.Of(MachineLogEvents.CapacityReached));
        await host.Send("1", "end");
        await host.Gone("1");
        await host.Send("3", "a");
        await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("4", "a"));
        Assert.Equal(2, host.Logs.Of(MachineLogEvents.CapacityReached).Count());
    }

    [Fact]
    public async Task Capacity_RacingKeys_IsNeverExceeded()
    {
        await using var host = new MachineHost(static options => options.Capacity = 5);
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            async () =>
            {
                try
                {
                    await host.Send($"{i}", "a");
                }
                catch (MachineRefusedException)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            Cancellation)));
        Assert.Equal(45, refused);
        Assert.Equal(5, host.Orders.Count);
        Assert.Equal(5, host.Log.Lines.Count(static line => line.EndsWith("starts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task IdleTimeout_Elapsed_ClosesTheMachine()
    {
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle);
        await host.Send("1", "a");
        host.Time.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.Equal(["1 starts", "1 a"], host.Log.Lines);
        host.Time.Advance(Idle / 4);
        await host.Gone("1");
        Assert.Equal(["1 starts", "1 a", "1 finally", "scope disposed"], host.Log.Lines);
        Assert.Equal(0, host.Orders.Count);
        await host.Send("1", "b");
        Assert.Equal("1 b", host.Log.Lines[^1]);
    }

    [Fact]
    public async Task IdleTimeout_EventsArrive_MachineRemains()
    {
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle);
        for (var i = 0; i < 10; i++)
        {
            await host.Send("used", "a");
            if (i == 0)
                await host.Send("idle", "a");
            host.Time.Advance(Idle / 2);
        }

        await host.Gone("idle");
        Assert.Equal("Run/Open", host.Orders.GetState("used"));
        Assert.Null(host.Orders.GetState("idle"));
        Assert.DoesNotContain("used finally", host.Log.Lines);
    }

    /// <summary>The machine's own timers count as use.</summary>
    [Fact]
    public async Task IdleTimeout_TimersFire_MachineRemains()
    {
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle, static async (_, inbox, _) =>
        {
            inbox.SetTimer("tick", Idle / 2, new("tick"));
            await foreach (var order in inbox)
                inbox.SetTimer("tick", Idle / 2, new("tick"));
        });
        await host.Send("1", "a");
        host.Time.Advance(Idle * 5);
        Assert.NotNull(host.Orders.GetState("1"));
    }

    [Fact]
    public async Task IdleTimeout_CanEvictRefuses_MachineRemains()
    {
        await using var host = new MachineHost(static options =>
        {
            options.IdleTimeout = Idle;
            options.CanEvict = static machine => !machine.State.EndsWith("Shipping", StringComparison.Ordinal);
        });
        await host.Send("1", "pay");
        await host.Send("2", "a");
        host.Time.Advance(Idle * 2);
        await host.Gone("2");
        Assert.Equal("Run/Paid/Shipping", host.Orders.GetState("1"));
    }

    [Fact]
    public async Task IdleTimeout_CanEvictThrows_IsLoggedAndMachineRemains()
    {
        await using var host = new MachineHost(static options =>
        {
            options.IdleTimeout = Idle;
            options.CanEvict = static _ => throw new FormatException();
        });
        await host.Send("1", "a");
        host.Time.Advance(Idle * 2);
        Assert.IsType<FormatException>(host.Logs.Of(MachineLogEvents.CallbackFailed).First().Exception);
        Assert.Equal("Run/Open", host.Orders.GetState("1"));
    }

    [Fact]
    public async Task IdleTimeout_MachineIsBusy_Remains()
    {
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle);
        var gate = new Gate();
        var busy = Task.Run(() => host.Send("1", "a", gate), Cancellation);
        await gate.Inside;
        host.Time.Advance(Idle * 2);
        gate.Open();
        await busy;
        Assert.Equal(["1 starts", "1 a"], host.Log.Lines);
    }

    /// <summary>A request that arrives at the last moment, and waits for its reply, keeps its machine.</summary>
    [Fact]
    public async Task IdleTimeout_RequestArrivesAtTheLastMoment_MachineRemains()
    {
        Machines<string, Order>? orders = null;
        ReplyTo<string>? kept = null;
        Task<string>? asked = null;
        await using var host = new MachineHost(
            options =>
            {
                options.IdleTimeout = Idle;
                options.CanEvict = _ =>
                {
                    asked ??= orders!.AskAsync<string>("1", static reply => new("keep", reply), Cancellation).AsTask();
                    return true;
                };
            },
            async (_, inbox, _) =>
            {
                await foreach (var order in inbox)
                    kept = order.Reply;
            });
        orders = host.Orders;
        await host.Send("1", "a");
        host.Time.Advance(Idle * 2);
        Assert.NotNull(orders.GetState("1"));
        kept!.Reply("late");
        Assert.Equal("late", await asked!);
    }

    /// <summary>An event that arrives while its machine is being evicted waits, and is handled by the next one.</summary>
    [Fact]
    public async Task SendAsync_DuringEviction_ReachesTheNextMachine()
    {
        var cleanUp = new Gate();
        var handled = new List<string>();
        var life = 0;
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle, async (_, inbox, _) =>
        {
            var number = ++life;
            try
            {
                await foreach (var order in inbox)
                    handled.Add($"{number} {order.What}");
            }
            finally
            {
                if (number == 1)
                    cleanUp.Pass();
            }
        });
        await host.Send("1", "a");
        var evicting = Task.Run(() => host.Time.Advance(Idle * 2), Cancellation);
        await cleanUp.Inside;
        var waiting = host.Send("1", "b");
        using var cancellation = new CancellationTokenSource();
        var impatient = host.Orders.SendAsync("1", new("never"), cancellation.Token);
        Assert.False(waiting.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        cleanUp.Open();
        await evicting;
        await waiting;
        Assert.Equal(["1 a", "2 b"], handled);
    }

    [Fact]
    public async Task SendAsync_RacingEvictions_LosesNothing()
    {
        const int Senders = 4;
        const int Keys = 3;
        const int Events = 1_500;       // at least, and until a machine was evicted
        var (sent, handled, lives) = (0, 0, 0);
        await using var host = new MachineHost(static options => options.IdleTimeout = TimeSpan.FromMilliseconds(1), async (_, inbox, _) =>
        {
            Interlocked.Increment(ref lives);
            await foreach (var _ in inbox)
                Interlocked.Increment(ref handled);
        });
        using var done = new CancellationTokenSource();
        var evicting = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                    host.Time.Advance(TimeSpan.FromMilliseconds(1));
            },
            Cancellation);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(
            async () =>
            {
                for (var i = 0; i < Events || Volatile.Read(ref lives) <= Keys; i++)
                {
                    await host.Send($"{(sender + i) % Keys}", "a").WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
                    Interlocked.Increment(ref sent);
                }
            },
            Cancellation)));
        await done.CancelAsync();
        await evicting;
        Assert.Equal(sent, handled);
        Assert.InRange(handled, Senders * Events, int.MaxValue);
    }
}
