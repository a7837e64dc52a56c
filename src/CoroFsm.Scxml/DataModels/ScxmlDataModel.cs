namespace CoroFsm.Scxml.DataModels;

/// <summary>
/// Base class of data models: the language of a document's expressions. One instance serves any number of documents and sessions, on any
/// threads.
/// </summary>
public abstract class ScxmlDataModel
{
    /// <summary>Gets the <c>null</c> data model: no data, and conditions of the form <c>In('state')</c>.</summary>
    public static ScxmlDataModel Null { get; } = new NullDataModel();

    /// <summary>Gets the name that documents use for the model: the value of their <c>datamodel</c> attribute.</summary>
    public abstract string Name { get; }

    /// <summary>Checks a piece of code of a document while the document is loaded.</summary>
    /// <param name="kind">Where the code stands.</param>
    /// <param name="code">The code.</param>
    /// <returns>
    /// What is wrong with it, and the fix; null if the document may be loaded. Code that passes may still fail in a session.
    /// </returns>
    public abstract string? Check(ScxmlCodeKind kind, string code);

    /// <summary>Creates the data of one session.</summary>
    /// <param name="session">What the system variables say about the session.</param>
    /// <returns>The data, used by one thread at a time. The session disposes it at its end.</returns>
    public abstract ScxmlData Create(ScxmlSessionInfo session);
}
