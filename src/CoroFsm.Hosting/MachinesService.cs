using Microsoft.Extensions.Hosting;

namespace CoroFsm.Hosting;

/// <summary>Stops a set of machines with its host.</summary>
internal sealed class MachinesService<TKey, TEvent>(Machines<TKey, TEvent> machines) : IHostedService
    where TKey : notnull
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => machines.StopAsync(cancellationToken);
}
