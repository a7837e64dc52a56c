using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting.Tests;

/// <summary>Events start machines and reach them.</summary>
public sealed class SendingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_NewKey_StartsItsMachine()
    {
        await using var host = new MachineHost();
        await host.Send("1", "a");
        await host.Send("2", "a");
        await host.Send("1", "b");
        Assert.Equal(["1 starts", "1 a", "2 starts", "2 a", "1 b"], host.Log.Lines);
        Assert.Equal(2, host.Orders.Count);
        Assert.Equal(0, host.Orders.PendingEvents);
    }

    [Fact]
    public async Task GetStateAndSnapshot_Machines_ShowWhereTheyWait()
    {
        await using var host = new MachineHost();
        await host.Send("1", "a");
        await host.Send("2", "pay");
        Assert.Equal("Run/Open", host.Orders.GetState("1"));
        Assert.Equal("Run/Paid/Shipping", host.Orders.GetState("2"));
        Assert.Null(host.Orders.GetState("3"));
        var infos = host.Orders.GetSnapshot().OrderBy(static info => info.Key, StringComparer.Ordinal).ToArray();
        Assert.Equal(["1", "2"], infos.Select(static info => info.Key));
        Assert.All(infos, static info => Assert.Equal((MachineStatus.Waiting, 0, 0), (info.Status, info.PendingEvents, info.Restarts)));
        Assert.StartsWith("MachineHost.cs:", infos[0].Position, StringComparison.Ordinal);
        Assert.Null(infos[0].Fault);
    }

    [Fact]
    public async Task AskAsync_Machine_ReturnsItsReply()
    {
        await using var host = new MachineHost();
        Assert.StartsWith("1 by", await host.Ask("1", "a"), StringComparison.Ordinal);
        Assert.StartsWith("2 by", await host.Ask("1", "b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrySendAsyncAndAskOrDefaultAsync_NoMachine_StartNone()
    {
        await using var host = new MachineHost();
        Assert.False(await host.Orders.TrySendAsync("1", new("a"), Cancellation));
        Assert.Null(await host.Orders.AskOrDefaultAsync<string>("1", static reply => new("a", reply), Cancellation));
        Assert.Empty(host.Log.Lines);
        await host.Orders.EnsureStartedAsync("1", Cancellation);
        Assert.Equal(["1 starts"], host.Log.Lines);
        Assert.True(await host.Orders.TrySendAsync("1", new("a"), Cancellation));
        Assert.StartsWith("2 by", await host.Orders.AskOrDefaultAsync<string>("1", static reply => new("a", reply), Cancellation));
    }

    [Fact]
    public async Task SendAsync_ManyThreadsToOneKey_StartOneMachine()
    {
        await using var host = new MachineHost();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => host.Send("1", "a"), Cancellation)));
        Assert.Single(host.Log.Lines, static line => line == "1 starts");
        Assert.Equal(100, host.Log.Lines.Count(static line => line == "1 a"));
    }

    [Fact]
    public async Task SendAsync_MachineHasEnded_StartsTheNextWhenItsScopeIsGone()
    {
        await using var host = new MachineHost();
        var first = await host.Ask("1", "a");
        await host.Send("1", "end");
        var second = await host.Ask("1", "b");
        Assert.NotEqual(first[5..], second[5..]);
        Assert.Equal(["1 starts", "1 a", "1 end", "1 finally", "scope disposed", "1 starts", "1 b"], host.Log.Lines);
    }

    /// <summary>An event that is queued behind the one that ends its machine is for the next machine.</summary>
    [Fact]
    public async Task SendAsync_QueuedBehindTheEnd_ReachesTheNextMachine()
    {
        await using var host = new MachineHost();
        await host.Send("1", "a");
        var gate = new Gate();
        var ending = Task.Run(() => host.Send("1", "end", gate), Cancellation);
        await gate.Inside;
        var behind = host.Send("1", "b");
        var asked = host.Ask("1", "c");
        Assert.Equal(3, host.Orders.PendingEvents);
        Assert.Equal(3, Assert.Single(host.Orders.GetSnapshot()).PendingEvents);
        gate.Open();
        await ending;
        await behind;
        Assert.Matches("^[12] by", await asked);
        Assert.Equal(["1 starts", "1 a", "1 end", "1 finally", "scope disposed", "1 starts"], host.Log.Lines.Take(6));
        Assert.Equal(["1 b", "1 c"], host.Log.Lines.Skip(6).Order(StringComparer.Ordinal));     // two senders: in either order
    }

    [Fact]
    public async Task SendAsync_CancelledWhileQueued_IsTakenBack()
    {
        await using var host = new MachineHost();
        var gate = new Gate();
        var first = Task.Run(() => host.Send("1", "a", gate), Cancellation);
        await gate.Inside;
        using var cancellation = new CancellationTokenSource();
        var cancelled = host.Orders.SendAsync("1", new("never"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.Open();
        await first;
        Assert.Equal(["1 starts", "1 a"], host.Log.Lines);
        Assert.Equal(0, host.Orders.PendingEvents);
    }

    [Fact]
    public async Task SendAsync_Unexpected_ThrowsAndMachineRemains()
    {
        await using var host = new MachineHost();
        var error = await Assert.ThrowsAsync<UnexpectedEventException>(() => host.Send("secret", "unknown"));
        Assert.DoesNotContain("secret", error.Message);
        Assert.Contains("Machine orders did not expect", error.Message);
        await host.Send("secret", "a");
        Assert.Single(host.Log.Lines, static line => line == "secret starts");
    }

    [Fact]
    public async Task SendAsync_CoroutineThrowsAtItsStart_ThrowsAndFreesTheKey()
    {
        var fails = true;
        await using var host = new MachineHost(coroutine: (key, inbox, services) =>
        {
            _ = services.GetRequiredService<Unit>();
            return fails ? throw new ArithmeticException("start") : MachineHost.Run(key, inbox, services);
        });
        await Assert.ThrowsAsync<ArithmeticException>(() => host.Send("1", "a"));
        await host.Gone("1");
        Assert.Equal(["scope disposed"], host.Log.Lines);
        Assert.Equal(0, host.Orders.Count);
        var logged = Assert.Single(host.Logs.Entries, static entry => entry.Level > LogLevel.Debug);
        Assert.Equal(MachineLogEvents.StartFailed, logged.Id);
        Assert.IsType<ArithmeticException>(logged.Exception);
        fails = false;
        await host.Send("1", "a");
    }

    [Fact]
    public async Task SendAsync_FirstServiceFails_ThrowsAndFreesTheKey()
    {
        await using var host = new MachineHost(coroutine: static (_, _, services) =>
        {
            _ = services.GetRequiredService<IDisposable>();
            return Coroutine.Completed;
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Send("1", "a"));
        await host.Gone("1");
        Assert.Equal(0, host.Orders.Count);
    }

    /// <summary>A coroutine that takes no event is not started again for the same event, without end.</summary>
    [Fact]
    public async Task SendAsync_MachineEndsAtItsStart_Throws()
    {
        var starts = 0;
        await using var host = new MachineHost(coroutine: (_, _, _) =>
        {
            starts++;
            return Coroutine.Completed;
        });
        await Assert.ThrowsAsync<MachineEndedException>(() => host.Send("1", "a"));
        Assert.Equal(1, starts);
        await host.Gone("1");
        Assert.Equal(0, host.Orders.Count);
    }

    [Fact]
    public async Task CloseAsync_Machine_RunsCleanUpAndFreesTheKey()
    {
        await using var host = new MachineHost();
        Assert.False(await host.Orders.CloseAsync("1"));
        await host.Send("1", "a");
        Assert.True(await host.Orders.CloseAsync("1"));
        Assert.Equal(["1 starts", "1 a", "1 finally", "scope disposed"], host.Log.Lines);
        Assert.Equal(0, host.Orders.Count);
    }

    [Fact]
    public async Task Scope_DisposalThrows_IsLoggedAndKeyIsFree()
    {
        await using var host = new MachineHost();
        host.Log.DisposeFails = true;
        await host.Send("1", "end");
        await host.Gone("1");
        Assert.IsType<TimeoutException>(Assert.Single(host.Logs.Of(MachineLogEvents.ScopeFailed)).Exception);
        host.Log.DisposeFails = false;
        await host.Send("1", "a");
    }

    /// <summary>What a machine leaves behind is cleaned up under no sender's context.</summary>
    [Fact]
    public async Task Scope_Disposal_HasNoContextOfASender()
    {
        var user = new AsyncLocal<string?>();
        string? seen = "none";
        await using var host = new MachineHost(
            coroutine: static async (key, inbox, services) =>
            {
                _ = services.GetRequiredService<AtDisposal>();
                await inbox.Receive();
            },
            services: services => services.AddScoped(_ => new AtDisposal(() => seen = user.Value)));
        user.Value = "Ann";
        await host.Send("1", "a");
        await host.Gone("1");
        user.Value = null;
        Assert.Null(seen);
    }

    [Fact]
    public async Task AddMachines_SeveralSetsOfSameTypes_AreFoundByName()
    {
        await using var host = new MachineHost(services: static services => services
            .AddMachines<string, Order>("returns", MachineHost.Run)
            .Configure<HostedMachineOptions>("returns", static options => options.Capacity = 7));
        var returns = host.Services.GetRequiredKeyedService<Machines<string, Order>>("returns");
        var orders = host.Services.GetRequiredKeyedService<Machines<string, Order>>("orders");
        Assert.Equal(("returns", 7), (returns.Name, returns.Capacity));
        Assert.Equal(("orders", 100_000), (orders.Name, orders.Capacity));
        Assert.Equal([orders, returns], host.Services.GetServices<Machines>());
        await returns.SendAsync("1", new("a"), Cancellation);
        Assert.Equal((0, 1), (orders.Count, returns.Count));
    }

    [Fact]
    public void AddMachines_SameNameTwice_Throws()
    {
        var services = new ServiceCollection().AddMachines<string, Order>("orders", MachineHost.Run);
        Assert.Throws<ArgumentException>(() => services.AddMachines<string, Order>("orders", MachineHost.Run));
        Assert.Throws<ArgumentException>(() => services.AddMachines<string, Order>("", MachineHost.Run));
        Assert.Throws<ArgumentNullException>(() => services.AddMachines<string, Order>("other", null!));
        services.AddMachines<int, Order>("orders", static (_, _, _) => Coroutine.Completed);
    }

    /// <summary>A container without a host, logging or metrics.</summary>
    [Fact]
    public async Task AddMachines_BareContainer_Works()
    {
        await using var services = new ServiceCollection()
            .AddSingleton(new Log()).AddScoped<Unit>()
            .AddMachines<string, Order>("orders", MachineHost.Run)
            .BuildServiceProvider();
        var orders = services.GetRequiredService<Machines<string, Order>>();
        await orders.SendAsync("1", new("a"), Cancellation);
        Assert.Equal(1, orders.Count);
    }

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        var options = new HostedMachineOptions();
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Capacity = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.IdleTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRestarts = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.RestartDelay = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRestartDelay = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.CloseTimeout = TimeSpan.FromTicks(-1));
        options.IdleTimeout = null;
    }

    [Fact]
    public async Task SendAsync_Null_Throws()
    {
        await using var host = new MachineHost();
        await Assert.ThrowsAsync<ArgumentNullException>(() => host.Send(null!, "a"));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await host.Orders.AskAsync<string>("1", null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await host.Orders.AskOrDefaultAsync<string>("1", null!, Cancellation));
    }

    private sealed class AtDisposal(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
