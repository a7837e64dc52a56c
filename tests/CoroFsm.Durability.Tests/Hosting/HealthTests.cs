using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Testing.Durability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoroFsm.Durability.Tests.Hosting;

/// <summary>The health check says what must be repaired.</summary>
public sealed class HealthTests
{
    private readonly MemoryJournal journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_NotOpenThenOpenThenStopping_SaysSo()
    {
        await using var services = Services();
        var machines = services.GetRequiredService<DurableMachines<OrderEvent>>();
        Assert.Equal((HealthStatus.Unhealthy, "orders is not open."), await CheckAsync(services));
        await machines.GetHostAsync(Cancellation);
        Assert.Equal((HealthStatus.Healthy, ""), await CheckAsync(services));
        await machines.DisposeAsync();
        Assert.Equal((HealthStatus.Unhealthy, "orders is stopping."), await CheckAsync(services));
    }

    [Fact]
    public async Task Check_ParkedMachine_IsDegraded()
    {
        await using var services = Services();
        var machines = services.GetRequiredService<DurableMachines<OrderEvent>>();
        await machines.SendAsync("secret-key", new Add("tea", 1), Cancellation);
        await journal.ParkAsync(new("orders", "secret-key"), "for the test", Cancellation);
        Assert.Equal((HealthStatus.Degraded, "orders has 1 parked machines. Repair them."), await CheckAsync(services));
        await journal.ParkAsync(new("orders", "secret-key"), reason: null, Cancellation);
        Assert.Equal((HealthStatus.Healthy, ""), await CheckAsync(services));
    }

    [Fact]
    public async Task Check_JournalCannotBeRead_IsUnhealthy()
    {
        await using var services = Services();
        await services.GetRequiredService<DurableMachines<OrderEvent>>().GetHostAsync(Cancellation);
        journal.InjectReadFault();
        Assert.Equal((HealthStatus.Unhealthy, "The journal of orders cannot be read."), await CheckAsync(services));
        Assert.Equal((HealthStatus.Healthy, ""), await CheckAsync(services));
    }

    private static async Task<(HealthStatus Status, string Description)> CheckAsync(ServiceProvider services)
    {
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        return (report.Status, report.Entries["durable machines"].Description ?? "");
    }

    private ServiceProvider Services()
    {
        var services = TestServices.Add(new ServiceCollection(), journal);
        services.AddHealthChecks().AddCheck<DurableMachinesHealthCheck>("durable machines");
        return services.BuildServiceProvider();
    }
}
