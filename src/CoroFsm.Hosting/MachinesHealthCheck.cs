using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CoroFsm.Hosting;

/// <summary>
/// Checks the health of all sets of machines of an application:
/// <c>services.AddHealthChecks().AddCheck&lt;MachinesHealthCheck&gt;("machines")</c>.
/// </summary>
/// <param name="sets">The sets.</param>
/// <remarks>
/// Unhealthy (or the failure status of the registration): a set is at its capacity, or is stopping. Degraded: a set has 90 % of its
/// capacity, keeps faulted machines, or waits to restart machines. Otherwise healthy. The data contain the numbers of each set, and no key.
/// </remarks>
public sealed class MachinesHealthCheck(IEnumerable<Machines> sets) : IHealthCheck
{
    private const double DegradedShare = 0.9;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<string> problems = [];
        Dictionary<string, object> data = [];
        var status = HealthStatus.Healthy;
        foreach (var set in sets)
        {
            var (worst, problem) = Check(set);
            if (problem is not null)
                problems.Add(problem);
            if (worst < status)
                status = worst;
            data[$"{set.Name}.machines"] = set.Count;
            data[$"{set.Name}.capacity"] = set.Capacity;
            data[$"{set.Name}.pending"] = set.PendingEvents;
            data[$"{set.Name}.faulted"] = set.KeptFaults;
            data[$"{set.Name}.restarting"] = set.Restarting;
        }

        if (status == HealthStatus.Unhealthy)
            status = context.Registration.FailureStatus;
        return Task.FromResult(new HealthCheckResult(status, string.Join(" ", problems), exception: null, data));
    }

    private static (HealthStatus Status, string? Problem) Check(Machines set) => set switch
    {
        { IsStopping: true } => (HealthStatus.Unhealthy, $"{set.Name} is stopping."),
        _ when set.Count >= set.Capacity => (HealthStatus.Unhealthy, $"{set.Name} is at its capacity of {set.Capacity} machines."),
        { KeptFaults: > 0 and var kept } => (HealthStatus.Degraded, $"{set.Name} keeps {kept} faulted machines."),
        { Restarting: > 0 and var restarting } => (HealthStatus.Degraded, $"{set.Name} restarts {restarting} faulted machines."),
        _ when set.Count >= set.Capacity * DegradedShare =>
            (HealthStatus.Degraded, $"{set.Name} has {set.Count} of at most {set.Capacity} machines."),
        _ => (HealthStatus.Healthy, null),
    };
}
