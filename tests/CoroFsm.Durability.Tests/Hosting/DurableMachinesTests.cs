using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Testing.Durability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CoroFsm.Durability.Tests.Hosting;

/// <summary>Durable machines open, are configured and stop with a .NET host.</summary>
public sealed class DurableMachinesTests
{
    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly MemoryJournalStorage storage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_AfterCrash_CallsTheEffectAgainAndDeliversTheMessage()
    {
        var crashed = new MemoryJournal(storage);
        var never = new TaskCompletionSource<string>();
        var first = Build(crashed, _ => never.Task);
        await first.StartAsync(Cancellation);
        await Machines(first).SendAsync("a", new Add("tea", 450), Cancellation);
        await Machines(first).SendAsync("a", new Checkout(), Cancellation);
        crashed.Crash();        // the application object is dropped, and nothing of it is stopped

        using var second = Build(new MemoryJournal(storage), _ => Task.FromResult("receipt"));
        var inbox = second.Services.GetRequiredService<DeliveredMessages>();
        await second.StartAsync(Cancellation);
        Assert.Equal(new Paid("a", "receipt", 450), await inbox.First.WaitAsync(Timeout, Cancellation));
        Assert.Equal("Order/Shipping", (await Machines(second).GetInfoAsync("a", Cancellation))!.State);
        await second.StopAsync(Cancellation);
        never.SetResult("");
    }

    [Fact]
    public async Task StopAsync_EventsInProgress_AreStoredOrRefused()
    {
        using var first = Build(new MemoryJournal(storage));
        await first.StartAsync(Cancellation);
        var machines = Machines(first);
        var sends = Enumerable.Range(0, 200)
            .Select(async number => await machines.SendAsync($"order {number % 7}", new Add("tea", 1), Cancellation)).ToList();
        await first.StopAsync(Cancellation);
        var stored = 0;
        foreach (var send in sends)
        {
            try
            {
                await send.WaitAsync(Timeout, Cancellation);
                stored++;
            }
            catch (ObjectDisposedException)
            {
                // Refused.
            }
        }

        Assert.True(machines.IsStopping);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await machines.SendAsync("order 0", new Add("tea", 1), Cancellation));

        using var second = Build(new MemoryJournal(storage));
        var total = 0L;
        for (var number = 0; number < 7; number++)
            total += await Machines(second).AskOrDefaultAsync<long>($"order {number}", static reply => new Total(reply), Cancellation);
        Assert.Equal(stored, total);
    }

    [Fact]
    public async Task StopAsync_JournalDoesNotEnd_EndsAtTheTimeoutAndReportsIt()
    {
        var journal = new MemoryJournal(storage);
        using var host = Build(journal);
        await host.StartAsync(Cancellation);
        journal.Hold();
        var send = Machines(host).SendAsync("a", new Add("tea", 1), Cancellation);
        var stopping = Machines(host).StopAsync(new(canceled: true));
        await stopping.WaitAsync(Timeout, Cancellation);
        Assert.False(send.IsCompleted);
        Assert.Contains(host.Services.GetRequiredService<LogLines>().All, static line => line.Contains("did not stop in time"));
        journal.Release();
        Assert.Equal(2, (await send).Sequence);
    }

    [Fact]
    public async Task SendAsync_BeforeStart_OpensTheMachines()
    {
        await using var services = Services(new MemoryJournal(storage)).BuildServiceProvider();
        var machines = services.GetRequiredService<DurableMachines<OrderEvent>>();
        Assert.False(machines.IsOpen);
        Assert.Equal(2, (await machines.SendAsync("a", "1", new Add("tea", 450), Cancellation)).Sequence);
        Assert.True((await machines.SendAsync("a", "1", new Add("tea", 450), Cancellation)).IsDuplicate);
        Assert.True(machines.IsOpen);
        Assert.Equal(450, await machines.QueryAsync<long>("a", static reply => new Total(reply), Cancellation));
        Assert.Equal(450, await machines.AskAsync<long>("a", static reply => new Total(reply), Cancellation));
    }

    [Fact]
    public async Task TrySendAsync_UnknownKey_StartsNoMachine()
    {
        await using var services = Services(new MemoryJournal(storage)).BuildServiceProvider();
        var machines = services.GetRequiredService<DurableMachines<OrderEvent>>();
        Assert.False(await machines.TrySendAsync("a", new Add("tea", 1), Cancellation));
        Assert.Equal(0, await machines.AskOrDefaultAsync<long>("a", static reply => new Total(reply), Cancellation));
        Assert.Null(await machines.GetInfoAsync("a", Cancellation));
        await machines.SendAsync("a", new Add("tea", 1), Cancellation);
        Assert.True(await machines.TrySendAsync("a", new Add("tea", 1), Cancellation));
        Assert.Equal(2, await machines.AskOrDefaultAsync<long>("a", static reply => new Total(reply), Cancellation));
    }

    [Fact]
    public async Task StartAsync_JournalCannotBeRead_FailsAndMayBeRepeated()
    {
        var journal = new MemoryJournal(storage);
        using var host = Build(journal);
        journal.InjectReadFault();
        await Assert.ThrowsAsync<JournalException>(() => host.StartAsync(Cancellation));
        Assert.False(Machines(host).IsOpen);
        Assert.Equal(2, (await Machines(host).SendAsync("a", new Add("tea", 1), Cancellation)).Sequence);
    }

    [Fact]
    public async Task AddDurableMachines_TwoSetsOnOneJournal_HaveMachinesOfTheirOwn()
    {
        var services = Services(new MemoryJournal(storage));
        services.AddDurableMachines<OrderEvent>(
            "returns",
            static _ => new DurableProgram<OrderEvent>(static order => OrderLife.Order(order, static (_, _) => Task.FromResult(""))),
            static provider => provider.GetRequiredKeyedService<Journal>("orders"));
        await using (var provider = services.BuildServiceProvider())
        {
            var orders = provider.GetRequiredKeyedService<DurableMachines<OrderEvent>>("orders");
            var returns = provider.GetRequiredKeyedService<DurableMachines<OrderEvent>>("returns");
            Assert.Same(orders.Journal, returns.Journal);
            Assert.Equal([orders, returns], provider.GetServices<DurableMachines>());
            await orders.SendAsync("a", new Add("tea", 3), Cancellation);
            await returns.SendAsync("a", new Add("tea", 4), Cancellation);
        }

        await using var second = Services(new MemoryJournal(storage)).BuildServiceProvider();
        var again = second.GetRequiredService<DurableMachines<OrderEvent>>();
        Assert.Equal(3, await again.QueryAsync<long>("a", static reply => new Total(reply), Cancellation));
    }

    [Fact]
    public void AddDurableMachines_NameInUse_Throws()
    {
        var services = Services(new MemoryJournal(storage));
        Assert.Throws<ArgumentException>(() => services.AddDurableMachines<string>(
            "orders", static (durable, _) => throw new InvalidOperationException(), _ => new MemoryJournal(storage)));
    }

    [Fact]
    public async Task DisposeAsync_OfTheContainer_ClosesTheJournal()
    {
        var journal = new MemoryJournal(storage);
        await using (var services = Services(journal).BuildServiceProvider())
            await services.GetRequiredService<DurableMachines<OrderEvent>>().SendAsync("a", new Add("tea", 1), Cancellation);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task Options_ByName_AreUsed()
    {
        var services = Services(new MemoryJournal(storage));
        services.Configure<DurableHostedOptions>("orders", static options => options.Durable = options.Durable with { Type = "shop" });
        await using var provider = services.BuildServiceProvider();
        var machines = provider.GetRequiredService<DurableMachines<OrderEvent>>();
        Assert.Equal(("orders", "shop"), (machines.Name, machines.Type));
        Assert.Equal("shop", (await machines.GetHostAsync(Cancellation)).Type);
    }

    [Fact]
    public async Task Options_TwoReceiversOfMessages_Throws()
    {
        var services = Services(new MemoryJournal(storage));
        services.Configure<DurableHostedOptions>(
            "orders", static options => options.Durable = options.Durable with { OnMessage = static (_, _) => Task.CompletedTask });
        await using var provider = services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(provider.GetRequiredService<DurableMachines<OrderEvent>>);
    }

    [Fact]
    public async Task OnMessage_EachDelivery_HasAScope()
    {
        await using var services = Services(new MemoryJournal(storage)).BuildServiceProvider(validateScopes: true);
        var machines = services.GetRequiredService<DurableMachines<OrderEvent>>();
        foreach (var key in new[] { "a", "b" })
        {
            await machines.SendAsync(key, new Checkout(), Cancellation);
            await services.GetRequiredService<DeliveredMessages>().WaitForAsync(key).WaitAsync(Timeout, Cancellation);
        }

        // The second scope may still be open when its message is known.
        Assert.Equal(2, services.GetRequiredService<DeliveredMessages>().Scopes.Distinct().Count());
    }

    private static DurableMachines<OrderEvent> Machines(IHost host) => host.Services.GetRequiredService<DurableMachines<OrderEvent>>();

    private static IHost Build(MemoryJournal journal, Func<string, Task<string>>? charge = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        foreach (var service in Services(journal, charge))
            builder.Services.Add(service);
        return builder.Build();
    }

    private static IServiceCollection Services(MemoryJournal journal, Func<string, Task<string>>? charge = null) =>
        TestServices.Add(new ServiceCollection(), journal, charge);
}
