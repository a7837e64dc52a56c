namespace CoroFsm.Scxml.DataModels;

/// <summary>Provides what a data model knows about its session.</summary>
/// <param name="SessionId">Identifier of the session: <c>_sessionid</c>.</param>
/// <param name="Name">Name of the document: <c>_name</c>. Null if it has none.</param>
/// <param name="IsIn">Returns whether the state with an identifier is active: <c>In()</c>.</param>
public sealed record ScxmlSessionInfo(string SessionId, string? Name, Func<string, bool> IsIn)
{
    /// <summary>Gets the addresses of the session by type of I/O processor: <c>_ioprocessors</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> IoProcessors { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the clock of the session. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
