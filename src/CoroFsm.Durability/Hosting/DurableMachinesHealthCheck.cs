using CoroFsm.Durability.Journals;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoroFsm.Durability.Hosting;

/// <summary>
/// Checks the health of all sets of durable machines of an application:
/// <c>services.AddHealthChecks().AddCheck&lt;DurableMachinesHealthCheck&gt;("durable machines")</c>.
/// </summary>
/// <param name="sets">The sets.</param>
/// <remarks>
/// Unhealthy (or the failure status of the registration): a set is not open, is stopping, or its journal cannot be read. Degraded: machines
/// are parked. Otherwise healthy. The data contain the numbers of each set, and no key.
/// </remarks>
public sealed class DurableMachinesHealthCheck(IEnumerable<DurableMachines> sets) : IHealthCheck
{
    /// <summary>The number of parked machines that are counted.</summary>
    private const int MaxParked = 1000;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<string> problems = [];
        Dictionary<string, object> data = [];
        var status = HealthStatus.Healthy;
        Exception? exception = null;
        foreach (var set in sets)
        {
            try
            {
                var (worst, problem) = await CheckAsync(set, data, cancellationToken).ConfigureAwait(false);
                Add(worst, problem);
            }
            catch (Exception error) when (error is JournalException or ObjectDisposedException)
            {
                exception ??= error;
                Add(HealthStatus.Unhealthy, $"The journal of {set.Name} cannot be read.");
            }
        }

        if (status == HealthStatus.Unhealthy)
            status = context.Registration.FailureStatus;
        return new(status, string.Join(" ", problems), exception, data);

        void Add(HealthStatus worst, string? problem)
        {
            if (problem is not null)
                problems.Add(problem);
            if (worst < status)
                status = worst;
        }
    }

    private static async Task<(HealthStatus Status, string? Problem)> CheckAsync(
        DurableMachines set, Dictionary<string, object> data, CancellationToken cancellationToken)
    {
        if (set.IsStopping)
            return (HealthStatus.Unhealthy, $"{set.Name} is stopping.");
        if (!set.IsOpen)
            return (HealthStatus.Unhealthy, $"{set.Name} is not open.");

        var parked = 0;
        await foreach (var _ in set.Journal.ListAsync(set.Type, MachineFilter.Parked, cancellationToken).ConfigureAwait(false))
        {
            if (++parked == MaxParked)
                break;
        }

        data[$"{set.Name}.parked"] = parked;
        data[$"{set.Name}.failures"] = set.Journal.Statistics.Failures;
        return parked == 0
            ? (HealthStatus.Healthy, null)
            : (HealthStatus.Degraded, $"{set.Name} has {parked}{(parked == MaxParked ? " or more" : "")} parked machines. Repair them.");
    }
}
