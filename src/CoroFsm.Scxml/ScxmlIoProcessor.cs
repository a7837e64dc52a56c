namespace CoroFsm.Scxml;

/// <summary>Base class of event I/O processors: how the events of a session reach others, and those of others the session.</summary>
/// <remarks>
/// One instance may serve any number of sessions. <see cref="Send"/> is called by the thread that runs the session: start what takes time
/// there, and report its failure with an event.
/// </remarks>
public abstract class ScxmlIoProcessor
{
    /// <summary>Gets the type that documents use for the processor, usually a URI.</summary>
    public abstract string Type { get; }

    /// <summary>Gets a second, short name of the type. Default: null (none).</summary>
    public virtual string? Alias => null;

    /// <summary>Connects a session that starts.</summary>
    /// <param name="session">Takes the events for the session.</param>
    /// <returns>The address of the session, which the document reads from <c>_ioprocessors</c>.</returns>
    public abstract string Connect(ScxmlConnection session);

    /// <summary>Sends a message.</summary>
    /// <param name="session">The session that sends it.</param>
    /// <param name="message">The message. Its delay is over.</param>
    /// <exception cref="ScxmlErrorException">The message cannot be sent; the session raises the event of the exception.</exception>
    public abstract void Send(ScxmlConnection session, ScxmlMessage message);

    /// <summary>Disconnects a session that has ended.</summary>
    /// <param name="session">What <see cref="Connect"/> received.</param>
    public virtual void Disconnect(ScxmlConnection session)
    {
    }
}
