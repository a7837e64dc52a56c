namespace CoroFsm.Scxml;

/// <summary>Represents an event of an SCXML session: what a document sees as <c>_event</c>.</summary>
/// <param name="Name">Name, such as <c>error.execution</c>. Tokens are separated by dots.</param>
public sealed record ScxmlEvent(string Name)
{
    /// <summary>Name of the event for an error in a document's expressions and executable content.</summary>
    public const string ErrorExecution = "error.execution";

    /// <summary>Name of the event for a message that could not be delivered.</summary>
    public const string ErrorCommunication = "error.communication";

    /// <summary>Gets the kind of source. Default: <see cref="ScxmlEventType.External"/>.</summary>
    public ScxmlEventType Type { get; init; } = ScxmlEventType.External;

    /// <summary>Gets the identifier of the <c>send</c> element that made the event. Default: null (none).</summary>
    public string? SendId { get; init; }

    /// <summary>Gets the address that answers may be sent to. Default: null (none).</summary>
    public string? Origin { get; init; }

    /// <summary>Gets the type of I/O processor that reaches <see cref="Origin"/>. Default: null (none).</summary>
    public string? OriginType { get; init; }

    /// <summary>Gets the identifier of the invocation whose child session sent the event. Default: null (none).</summary>
    public string? InvokeId { get; init; }

    /// <summary>Gets the data, a value as described at <see cref="ScxmlValue"/>. Default: null (none).</summary>
    public object? Data { get; init; }

    /// <summary>Gets the message as it was received: <c>_event.raw</c>. Default: null (none).</summary>
    public string? Raw { get; init; }
}
