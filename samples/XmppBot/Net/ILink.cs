namespace XmppBot;

/// <summary>The connection as the session uses it: nothing waits here, what comes of it arrives as an event.</summary>
internal interface ILink
{
    /// <summary>Connects; ends in <see cref="Connected"/> or <see cref="Lost"/>.</summary>
    /// <param name="elsewhere">The address that the server redirected to; null for the configured one.</param>
    void Connect(ServerAddress? elsewhere);

    /// <summary>Writes, in order. Dropped when there is no connection.</summary>
    void Write(string text);

    /// <summary>Expects a new stream from the server, after the element that is being handled.</summary>
    void Restart();

    /// <summary>
    /// Encrypts the connection; ends in <see cref="Secured"/> or <see cref="Lost"/>. Discards what the server sent in the clear before.
    /// </summary>
    void StartTls();

    /// <summary>Ends the connection, if there is one: nothing of it arrives any more.</summary>
    void Close();
}
