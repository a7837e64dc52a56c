namespace CoroFsm.Scxml;

/// <summary>Represents the end of a session.</summary>
/// <param name="FinalState">Identifier of the final state.</param>
/// <param name="Data">Its <c>donedata</c>; see <see cref="ScxmlValue"/>.</param>
public sealed record ScxmlResult(string FinalState, object? Data);
