using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>
/// One way to write a machine of four states in a ring, each of which waits for its own event. Events are random, so one of four matches; the
/// transitions are counted.
/// </summary>
/// <param name="name">The name of the case.</param>
/// <param name="baseline">What it is compared with.</param>
internal abstract class FourStatesCase(string name, string? baseline = null) : Case(name, baseline)
{
    internal const int States = 4;

    /// <summary>Gets a value indicating whether the events come in the order in which the machine waits for them, so that each is a transition.</summary>
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
