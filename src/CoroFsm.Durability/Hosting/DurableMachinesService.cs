using Microsoft.Extensions.Hosting;

namespace CoroFsm.Durability.Hosting;

/// <summary>Opens a set of durable machines with its host, so that timers and effects continue, and stops it with the host.</summary>
internal sealed class DurableMachinesService<TEvent>(DurableMachines<TEvent> machines) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) =>
        await machines.GetHostAsync(cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => machines.StopAsync(cancellationToken);
}
