using CoroFsm.Scxml.Content;

namespace CoroFsm.Scxml;

/// <summary>Represents what a <c>send</c> element sends, as I/O processors receive it.</summary>
/// <param name="EventName">Name of the event. Null: the element names none.</param>
public sealed record ScxmlMessage(string? EventName)
{
    /// <summary>Gets the address of the receiver. Default: null (none).</summary>
    public string? Target { get; init; }

    /// <summary>Gets the identifier of the <c>send</c> element. Default: null (none).</summary>
    public string? SendId { get; init; }

    /// <summary>Gets the names of <c>namelist</c> and the <c>param</c> elements with their values, in order. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; init; } = [];

    /// <summary>Gets the value of the <c>content</c> element. Default: null (none).</summary>
    public object? Content { get; init; }

    /// <summary>Gets a value indicating whether there is a <c>content</c> element.</summary>
    public bool HasContent { get; init; }

    /// <summary>Gets the data that an event with this message has: the content, otherwise an object of the parameters, or null.</summary>
    public object? Data => HasContent ? Content : Parameter.ToData(Parameters);

    internal SourcePosition Position { get; init; }
}
