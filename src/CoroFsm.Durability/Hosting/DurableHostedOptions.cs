namespace CoroFsm.Durability.Hosting;

/// <summary>Provides the options of durable machines in a .NET host. Every default is safe.</summary>
public sealed class DurableHostedOptions
{
    /// <summary>
    /// Gets or sets the options of the machines: <c>options.Durable = options.Durable with { … }</c>. What they leave open is that of the
    /// service container: the logger factory, and the clock instead of <see cref="TimeProvider.System"/>. The default
    /// <see cref="DurableOptions.Type"/> is the name of the set. The journal belongs to the container.
    /// </summary>
    public DurableOptions Durable { get; set; } = new();

    /// <summary>
    /// Gets or sets the function that delivers what machines emit, with the services of a scope for each delivery. It is called at least
    /// once for each message, one message of a machine at a time. Default: null (<see cref="DurableOptions.OnMessage"/> delivers).
    /// </summary>
    public Func<IServiceProvider, DurableMessage, CancellationToken, Task>? OnMessage { get; set; }
}
