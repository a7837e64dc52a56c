using CoroFsm.Durability.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CoroFsm.Durability.Hosting;

/// <summary>Registers sets of durable machines with a service container.</summary>
public static class DurableMachineServiceCollectionExtensions
{
    /// <summary>Adds a set of durable machines, one for each key, that run a coroutine.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the set: the key of the services and the options, and the type of the machines in the journal. It
    /// may not change.</param>
    /// <param name="coroutine">Calls the coroutine of a machine, with the root services. Create scopes inside effects.</param>
    /// <param name="journal">Creates the journal, which the service container owns and closes. The journal of another set is
    /// <c>services.GetRequiredKeyedService&lt;Journal&gt;("name")</c>.</param>
    /// <param name="configure">Sets the options; null for the defaults. Also: <c>services.Configure&lt;DurableHostedOptions&gt;(name,
    /// …)</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or other durable machines have this name.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// Inject <see cref="DurableMachines{TEvent}"/>. If several sets have the same type of events, inject them by name with
    /// <see cref="FromKeyedServicesAttribute"/>. Hosted services stop in the reverse order of their registration: those that are added
    /// later, such as a web server, stop before the machines.
    /// </remarks>
    public static IServiceCollection AddDurableMachines<TEvent>(
        this IServiceCollection services,
        string name,
        Func<Durable<TEvent>, IServiceProvider, Coroutine> coroutine,
        Func<IServiceProvider, Journal> journal,
        Action<DurableHostedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(coroutine);
        return services.AddDurableMachines(
            name, provider => new DurableProgram<TEvent>(durable => coroutine(durable, provider)), journal, configure);
    }

    /// <summary>Adds a set of durable machines, one for each key, whose code has several versions, or states as methods.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the set: the key of the services and the options, and the type of the machines in the journal. It
    /// may not change.</param>
    /// <param name="program">Creates the code, with the root services. Create scopes inside effects.</param>
    /// <param name="journal">Creates the journal, which the service container owns and closes.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, or other durable machines have this name.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddDurableMachines<TEvent>(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, DurableProgram<TEvent>> program,
        Func<IServiceProvider, Journal> journal,
        Action<DurableHostedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(journal);
        if (services.Any(s => s.IsKeyedService && IsSet(s.ServiceType) && name.Equals(s.ServiceKey)))
            throw new ArgumentException($"There are durable machines with the name {name} already. Choose another name.", nameof(name));

        var options = services.AddOptions<DurableHostedOptions>(name);
        if (configure is not null)
            options.Configure(configure);
        services.AddKeyedSingleton(name, (provider, _) => journal(provider));
        services.AddKeyedSingleton(name, (provider, _) => new DurableMachines<TEvent>(
            name,
            provider,
            program(provider),
            provider.GetRequiredKeyedService<Journal>(name),
            provider.GetRequiredService<IOptionsMonitor<DurableHostedOptions>>().Get(name)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<DurableMachines<TEvent>>(name));
        services.AddSingleton<DurableMachines>(provider => provider.GetRequiredKeyedService<DurableMachines<TEvent>>(name));
        services.AddSingleton<IHostedService>(
            provider => new DurableMachinesService<TEvent>(provider.GetRequiredKeyedService<DurableMachines<TEvent>>(name)));
        return services;
    }

    private static bool IsSet(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DurableMachines<>);
}
