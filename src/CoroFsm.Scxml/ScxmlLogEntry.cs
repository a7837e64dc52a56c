namespace CoroFsm.Scxml;

/// <summary>Represents what a <c>log</c> element has written.</summary>
/// <param name="SessionId">Identifier of the session.</param>
/// <param name="Label">The label. Null: none.</param>
/// <param name="Value">The value; see <see cref="ScxmlValue"/>.</param>
/// <param name="Line">Line of the element, from 1.</param>
/// <param name="Column">Column of the element, from 1.</param>
public sealed record ScxmlLogEntry(string SessionId, string? Label, object? Value, int Line, int Column)
{
    /// <summary>Returns the label and the value.</summary>
    /// <returns><c>label: value</c>.</returns>
    public override string ToString() => Label is null ? ScxmlValue.ToText(Value) : $"{Label}: {ScxmlValue.ToText(Value)}";
}
