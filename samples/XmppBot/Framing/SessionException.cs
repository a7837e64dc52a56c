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

/// <summary>
/// Ends a connection, and the session unless it may try again. Its message is one printable line for the user, without secrets.
/// </summary>
internal sealed class SessionException(Failure kind, string message, bool? isTransient = null, Exception? cause = null)
    : Exception(Printable.Line(message), cause)
{
    public Failure Kind => kind;

    /// <summary>Gets a value indicating whether another attempt, of an account that was online before, may go better.</summary>
    public bool IsTransient => isTransient ?? kind is not (Failure.Tls or Failure.Authentication);

    /// <summary>Gets the address that the server redirects to (RFC 6120, 4.9.3.19); null if it does not.</summary>
    public ServerAddress? Redirect { get; private init; }

    /// <summary>Reads a stream error (RFC 6120, 4.9).</summary>
    public static SessionException OfStream(XElement error)
    {
        var condition = Condition(error, Names.StreamErrors) ?? "undefined-condition";
        if (error.Element(Names.StreamErrors + "see-other-host") is { Value: var other })
        {
            return new(Failure.StreamError, $"stream error see-other-host: {Printable.Quote(other)}")
            {
                Redirect = ServerAddress.TryParse(other.Trim(), out var address) ? address : null,
            };
        }

        // Another client took over the resource, or the account: reconnecting would make the two displace each other.
        var isTransient = condition is not ("conflict" or "not-authorized" or "host-unknown" or "host-gone");
        return new(Failure.StreamError, $"stream error {condition}{Text(error, Names.StreamErrors)}", isTransient);
    }

    /// <summary>Reads the refusal of an account (RFC 6120, 6.5). A password that the server repeats is masked.</summary>
    public static SessionException OfSasl(XElement failure, string password)
    {
        var condition = Condition(failure, Names.Sasl) ?? failure.Name.LocalName;
        var text = Text(failure, Names.Sasl, password);
        return new(Failure.Authentication, $"the server refuses the account: {condition}{text}", condition == "temporary-auth-failure");
    }

    /// <summary>Reads the refusal of a resource (RFC 6120, 7.6.2). The one that was lost may still be bound.</summary>
    public static SessionException OfBind(XElement iq)
    {
        var error = iq.Element(Names.Client + "error");
        var condition = error is null ? null : Condition(error, Names.StanzaErrors);
        var reason = condition is null ? "it names no reason" : $"{condition}{Text(error!, Names.StanzaErrors)}";
        var isTransient = condition is "conflict" or "resource-constraint";
        return new(Failure.Authentication, $"the server refuses to bind the resource: {reason}", isTransient);
    }

    /// <summary>Reads what the server says to its condition, as the end of a sentence.</summary>
    private static string Text(XElement error, XNamespace ns, string? secret = null)
    {
        var text = error.Element(ns + "text")?.Value ?? "";
        if (!string.IsNullOrEmpty(secret))
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return string.IsNullOrWhiteSpace(text) ? "" : $": {Printable.Quote(text)}";
    }

    private static string? Condition(XElement error, XNamespace ns) =>
        error.Elements().FirstOrDefault(e => e.Name.Namespace == ns && e.Name.LocalName != "text")?.Name.LocalName;
}
