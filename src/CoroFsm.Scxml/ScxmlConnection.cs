using CoroFsm.Scxml.Sessions;

namespace CoroFsm.Scxml;

/// <summary>Represents a session as I/O processors see it. Thread-safe.</summary>
public sealed class ScxmlConnection
{
    private readonly Session session;

    internal ScxmlConnection(Session session) => this.session = session;

    /// <summary>Gets the identifier of the session.</summary>
    public string SessionId => session.Id;

    /// <summary>Gets the name of the document; null if it has none.</summary>
    public string? Name => session.Document.Name;

    /// <summary>Adds an event to the external queue, and runs the session unless another thread runs it.</summary>
    /// <param name="value">The event.</param>
    /// <returns>False if the session has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The data contain what is no value.</exception>
    /// <exception cref="ScxmlErrorException">Too many events wait.</exception>
    public bool Post(ScxmlEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return session.Post(value with { Data = ScxmlValue.From(value.Data) });
    }
}
