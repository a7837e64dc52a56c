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
internal sealed class SessionException(Failure kind, string message, bool? isTransient = null, Exception? cause = null) : Exception(message, cause)
{
    public Failure Kind => kind;

    /// <summary>Gets a value indicating whether another attempt, of an account that was online before, may go better.</summary>
    public bool IsTransient => isTransient ?? kind is not (Failure.Tls or Failure.Authentication);

    /// <summary>Reads a stream error (RFC 6120, 4.9).</summary>
    public static SessionException OfStream(XElement error)
    {
        var condition = Condition(error, Names.StreamErrors) ?? "undefined-condition";
        var text = error.Element(Names.StreamErrors + "text")?.Value;

        // Somebody else took the resource over, or the account: to come back would begin a quarrel.
        return new(Failure.StreamError, $"stream error {condition}{(text is null ? "" : $": {text}")}", condition is not ("conflict" or "not-authorized" or "host-unknown" or "host-gone"));
    }

    /// <summary>Reads the refusal of an account (RFC 6120, 6.5).</summary>
    public static SessionException OfSasl(XElement failure)
    {
        var condition = Condition(failure, Names.Sasl) ?? failure.Name.LocalName;
        return new(Failure.Authentication, $"the server refuses the account: {condition}", condition == "temporary-auth-failure");
    }

    /// <summary>Reads the refusal of a resource (RFC 6120, 7.6.2). The one that was lost may still be bound.</summary>
    public static SessionException OfBind(XElement iq)
    {
        var condition = iq.Element(Names.Client + "error") is { } error ? Condition(error, Names.StanzaErrors) : null;
        return new(Failure.Authentication, $"the server refuses to bind the resource: {condition ?? "it names none"}", condition is "conflict" or "resource-constraint");
    }

    private static string? Condition(XElement error, XNamespace ns) =>
        error.Elements().FirstOrDefault(e => e.Name.Namespace == ns && e.Name.LocalName != "text")?.Name.LocalName;
}
