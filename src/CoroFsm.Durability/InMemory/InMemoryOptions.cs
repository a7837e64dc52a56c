namespace CoroFsm.Durability.InMemory;

/// <summary>Provides what a durable coroutine uses when it runs in memory.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public sealed record InMemoryOptions<TEvent>
{
    /// <summary>Gets the function that receives what the coroutine emits. Default: null (it cannot emit).</summary>
    public Action<object>? OnMessage { get; init; }

    /// <summary>Gets the function that sends events to other machines, by key. Default: null (it cannot send).</summary>
    public Action<string, TEvent>? SendTo { get; init; }

    /// <summary>Gets the clock. Default: <see cref="TimeProvider.System"/>. Use that of the machine.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the options of effects that have none of their own. Default: <see cref="EffectOptions.Default"/>.</summary>
    public EffectOptions Effects { get; init; } = EffectOptions.Default;
}
