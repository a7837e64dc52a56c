using System.Xml.Linq;

namespace XmppBot;

/// <summary>Why a session could not go on.</summary>
internal enum Failure
{
    /// <summary>No connection, or it was cut.</summary>
    NoConnection,

    /// <summary>No encryption where it is required, or a certificate that is not trusted.</summary>
    Tls,

    /// <summary>The server refuses the account, or does not prove that it knows it.</summary>
    Authentication,

    /// <summary>The server reports an error of the stream.</summary>
    StreamError,

    /// <summary>The server closed the stream.</summary>
    StreamEnded,

    /// <summary>The server does not do what the protocol says.</summary>
    Protocol,

    /// <summary>The server says nothing.</summary>
    Timeout,
}

/// <summary>Ends a connection, and the session unless it may try again. Its message is one line for the user, without secrets.</summary>
internal sealed class SessionException(Failure kind, string message, bool isLasting = false, Exception? cause = null) : Exception(message, cause)
{
    public Failure Kind => kind;

    /// <summary>Gets a value indicating whether another attempt may go better.</summary>
    public bool IsTransient => !isLasting && kind is Failure.NoConnection or Failure.StreamError or Failure.StreamEnded or Failure.Timeout;

    /// <summary>Reads a stream error (RFC 6120, 4.9).</summary>
    public static SessionException OfStream(XElement error)
    {
        var condition = error.Elements().FirstOrDefault(e => e.Name.Namespace == Names.StreamErrors && e.Name.LocalName != "text")?.Name.LocalName ?? "undefined-condition";
        var text = error.Element(Names.StreamErrors + "text")?.Value;

        // Somebody else took the resource over, or the account: to come back would begin a quarrel.
        return new(Failure.StreamError, $"stream error {condition}{(text is null ? "" : $": {text}")}", condition is "conflict" or "not-authorized" or "policy-violation" or "host-unknown" or "host-gone");
    }
}
