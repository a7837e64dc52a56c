using CoroFsm;

namespace XmppBot;

/// <summary>Hands what arrives on to the session, from whatever thread.</summary>
internal static class Delivery
{
    /// <summary>Sends an event, and waits until it is handled. What the state does not expect is the end of the connection.</summary>
    /// <param name="session">The session.</param>
    /// <param name="e">The event.</param>
    /// <param name="cancellationToken">
    /// Withdraws the event if the connection is closed before its turn comes: so nothing of an old connection reaches a new one.
    /// </param>
    public static void Deliver(this Machine<SessionEvent> session, SessionEvent e, CancellationToken cancellationToken = default)
    {
        try
        {
            session.SendAsync(e, cancellationToken).GetAwaiter().GetResult();
        }
        catch (UnexpectedEventException) when (e is not Lost)
        {
            var message = $"the server sent {e}, which does not belong to the state {session.State}";
            session.Deliver(new Lost(new(Failure.Protocol, message)), cancellationToken);
        }
        catch (Exception error) when (
            error is SessionException or MachineEndedException or OperationCanceledException or UnexpectedEventException)
        {
            // The session or the connection has ended: its owner receives the reason.
        }
    }
}
