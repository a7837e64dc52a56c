using System.Diagnostics.CodeAnalysis;

namespace CoroFsm;

/// <summary>Represents an event or a timeout. A timeout is not an exception, so it costs as much as an event.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct Received<TEvent>
{
    private readonly bool hasEvent;

    internal Received(TEvent @event)
    {
        Event = @event;
        hasEvent = true;
    }

    /// <summary>Gets a value indicating whether the wait timed out.</summary>
    [MemberNotNullWhen(false, nameof(Event))]
    public bool TimedOut => !hasEvent;

    /// <summary>Gets the event; the default value of its type after a timeout.</summary>
    public TEvent? Event { get; }

    /// <summary>Determines whether an event of one case was received.</summary>
    /// <typeparam name="TCase">The case: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
    /// <param name="event">The event.</param>
    /// <returns>False if the wait timed out, or another event was received.</returns>
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
