namespace Connection;

/// <summary>
/// The connection machine in one form: it dials until the connection is established, watches it with a timer that pings reset,
/// and dials again when the timer expires. It ignores events that it does not wait for.
/// </summary>
internal abstract class ConnectionForm
{
    /// <summary>Gets the name of the state, perhaps behind the names of its superstates.</summary>
    internal abstract string State { get; }

    internal abstract void Send(Event e);

    /// <summary>Sends events. Each form has its own loop, so that the JIT sees which form it calls.</summary>
    internal abstract void Run(ReadOnlySpan<Event> events);
}
