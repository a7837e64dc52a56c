using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>
/// Represents an implementation of a machine with four states in a ring. Each state waits for its own event. Events are random, so one of
/// four matches. The work is the number of transitions.
/// </summary>
/// <param name="name">The name of the case.</param>
/// <param name="baseline">The name of the case that it is compared with.</param>
internal abstract class FourStatesCase(string name, string? baseline = null) : Case(name, baseline)
{
    internal const int States = 4;

    /// <summary>Gets a value indicating whether each event causes a transition: the events arrive in the order of the ring.</summary>
    internal bool TransitsAlways { get; init; }

    protected Counter Transitions { get; } = new();

    internal sealed override long Run(int operations)
    {
        Handle(TransitsAlways ? RingEvents.First(operations) : RandomEvents.First(operations));
        return Transitions.Count;
    }

    /// <summary>Sends the events to the machine, in a loop that has nothing between them.</summary>
    /// <param name="events">The events.</param>
    protected abstract void Handle(ReadOnlySpan<byte> events);
}
