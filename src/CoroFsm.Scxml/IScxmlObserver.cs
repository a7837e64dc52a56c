namespace CoroFsm.Scxml;

/// <summary>
/// Receives notifications about what a session and the sessions that it invokes do. Implement the methods that you need: each does nothing
/// by default.
/// </summary>
/// <remarks>Called by the thread that runs the session. An exception of the observer ends the session.</remarks>
public interface IScxmlObserver
{
    /// <summary>Called when an event is about to be handled, from either queue.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="value">The event.</param>
    void OnEvent(string sessionId, ScxmlEvent value)
    {
    }

    /// <summary>
    /// Called when a transition has been taken, before the entry actions run. Also called when a session starts, with the state that it
    /// enters as both states.
    /// </summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="source">Identifier of the state that was left.</param>
    /// <param name="destination">Identifier of the state that is entered.</param>
    void OnTransition(string sessionId, string source, string destination)
    {
    }

    /// <summary>Called when the reaction to an event is complete, if the session is in other states than before.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="configuration">Identifiers of the active states, in the order of the document.</param>
    void OnConfiguration(string sessionId, IReadOnlyList<string> configuration)
    {
    }

    /// <summary>Called when a <c>send</c> element has been executed.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="message">The message.</param>
    /// <param name="delay">Its delay.</param>
    void OnSend(string sessionId, ScxmlMessage message, TimeSpan delay)
    {
    }

    /// <summary>Called when a <c>log</c> element has been executed.</summary>
    /// <param name="entry">What it has written.</param>
    void OnLog(ScxmlLogEntry entry)
    {
    }

    /// <summary>Called when an error has been found, which becomes an event.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="error">The error and its position.</param>
    void OnError(string sessionId, ScxmlFault error)
    {
    }

    /// <summary>Called when a session has started: one that was started by the application, or invoked by another.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="name">Name of its document; null if it has none.</param>
    void OnStarted(string sessionId, string? name)
    {
    }

    /// <summary>Called when a session has ended.</summary>
    /// <param name="sessionId">Identifier of the session.</param>
    /// <param name="result">The result; null if the session was cancelled or has failed.</param>
    void OnEnded(string sessionId, ScxmlResult? result)
    {
    }
}
