using System.Collections.Concurrent;
using CoroFsm;

namespace Orders.Tests;

/// <summary>Counts the events that machines have handled, by type. Thread-safe.</summary>
internal sealed class EventCounter : IMachineObserver
{
    private readonly ConcurrentDictionary<Type, int> counts = new();

    /// <summary>Returns the number of events of a type that a machine accepted.</summary>
    internal int Handled<T>()
        where T : OrderEvent =>
        counts.GetValueOrDefault(typeof(T));

    /// <inheritdoc/>
    void IMachineObserver.OnReceived(Machine machine, object? @event) => Add(@event!, 1);

    /// <inheritdoc/>
    void IMachineObserver.OnUnexpected(Machine machine, object? @event) => Add(@event!, -1);

    private void Add(object @event, int count) => counts.AddOrUpdate(@event.GetType(), count, (_, sum) => sum + count);
}
