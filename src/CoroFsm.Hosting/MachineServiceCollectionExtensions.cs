using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CoroFsm.Hosting;

/// <summary>Registers sets of machines with a service container.</summary>
public static class MachineServiceCollectionExtensions
{
    /// <summary>Adds a set of machines, one for each key.</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the set, for logs, metrics and messages; also the key of the service and of its options.</param>
    /// <param name="coroutine">Calls the coroutine of a machine, with its key, its inbox, and the services of its own scope.</param>
    /// <param name="configure">Sets the options; null for the defaults. Also: <c>services.Configure&lt;HostedMachineOptions&gt;(name,
    /// …)</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or a set of these types has this name.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="coroutine"/> is null.</exception>
    /// <remarks>
    /// Inject <see cref="Machines{TKey, TEvent}"/>. If several sets have the same types, inject them by name with
    /// <see cref="FromKeyedServicesAttribute"/>. Hosted services stop in the reverse order of their registration: those that are added
    /// later, such as a web server, stop before the machines.
    /// </remarks>
    public static IServiceCollection AddMachines<TKey, TEvent>(
        this IServiceCollection services,
        string name,
        Func<TKey, Inbox<TEvent>, IServiceProvider, Coroutine> coroutine,
        Action<HostedMachineOptions>? configure = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(coroutine);
        if (services.Any(s => s.IsKeyedService && s.ServiceType == typeof(Machines<TKey, TEvent>) && name.Equals(s.ServiceKey)))
        {
            throw new ArgumentException(
                $"There are machines with the name {name} and these types already. Choose another name.", nameof(name));
        }


        var options = services.AddOptions<HostedMachineOptions>(name);
        if (configure is not null)
            options.Configure(configure);
        services.AddKeyedSingleton(name, (provider, _) => new Machines<TKey, TEvent>(
            name, coroutine, provider, provider.GetRequiredService<IOptionsMonitor<HostedMachineOptions>>().Get(name)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Machines<TKey, TEvent>>(name));
        services.AddSingleton<Machines>(provider => provider.GetRequiredKeyedService<Machines<TKey, TEvent>>(name));
        services.AddSingleton<IHostedService>(
            provider => new MachinesService<TKey, TEvent>(provider.GetRequiredKeyedService<Machines<TKey, TEvent>>(name)));
        return services;
    }
}
