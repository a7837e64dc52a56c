using CoroFsm.Durability.InMemory;

namespace CoroFsm.Durability;

/// <summary>Runs durable coroutines without a journal.</summary>
public static class Durable
{
    /// <summary>Runs the coroutine of a durable machine in memory: nothing is stored, and effects are called once.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="key">The key of the machine.</param>
    /// <param name="inbox">The inbox of the machine. It is synchronized, or has a clock.</param>
    /// <param name="coroutine">Calls the coroutine, as for <see cref="DurableHost"/>.</param>
    /// <param name="options">What the coroutine uses; null for nothing.</param>
    /// <returns>The coroutine. Pass this call to <see cref="Machine.Start{TEvent}(Func{Inbox{TEvent}, Coroutine}, MachineOptions?)"/> or to
    /// the registration of hosted machines.</returns>
    public static Coroutine InMemory<TEvent>(
        string key, Inbox<TEvent> inbox, Func<Durable<TEvent>, Coroutine> coroutine, InMemoryOptions<TEvent>? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(coroutine);
        return InMemoryDurable<TEvent>.Run(new(key, inbox, options ?? new()), coroutine);
    }
}
