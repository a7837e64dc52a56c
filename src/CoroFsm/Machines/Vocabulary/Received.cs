using System.Diagnostics.CodeAnalysis;

namespace CoroFsm;

/// <summary>Represents an event, or a timeout. It is no exception, so a timeout costs what an event does.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct Received<TEvent>
{
    private readonly bool hasEvent;

    internal Received(TEvent @event)
    {
        Event = @event;
        hasEvent = true;
    }

    /// <summary>Gets a value indicating whether the timeout elapsed before an event came.</summary>
    [MemberNotNullWhen(false, nameof(Event))]
    public bool TimedOut => !hasEvent;

    /// <summary>Gets the event; the default of its type after a timeout.</summary>
    public TEvent? Event { get; }

    /// <summary>Determines whether an event of one case came.</summary>
    /// <typeparam name="TCase">The case.</typeparam>
    /// <param name="event">The event.</param>
    /// <returns>False after a timeout, or if another event came.</returns>
    public bool Is<TCase>([MaybeNullWhen(false)] out TCase @event)
        where TCase : TEvent
    {
        if (hasEvent && Event is TCase matched)
        {
            @event = matched;
            return true;
        }

        @event = default;
        return false;
    }
}
