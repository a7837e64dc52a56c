using CoroFsm.Scxml.Documents;
using CoroFsm.Scxml.Markup;
using CoroFsm.Scxml.Sessions;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml;

/// <summary>Represents an SCXML 1.0 document: checked, and compiled to a chart. Immutable, and shared by any number of sessions.</summary>
/// <remarks>
/// Loading reports all faults at once, each with its position and how to fix it. Elements and attributes of other namespaces are accepted.
/// Nothing that a document contains is executed before a session starts.
/// </remarks>
public sealed class ScxmlDocument
{
    private readonly ScxmlLoadOptions options;
    private Statechart<string, string>? chart;

    internal ScxmlDocument(DocumentNode node, ScxmlLoadOptions options)
    {
        Node = node;
        this.options = options;
    }

    /// <summary>Gets the name of the document; null if it has none.</summary>
    public string? Name => Node.Name;

    /// <summary>Gets the name of the data model; null if the document names none.</summary>
    public string? DataModel => Node.DataModel;

    /// <summary>
    /// Gets the chart that sessions run, such as for <c>StateGraph.Of(document.Chart)</c>. States are identifiers; those of states without
    /// one are generated. Triggers are event descriptors.
    /// </summary>
    /// <remarks>Its guards and actions run only in a session: do not start the chart itself.</remarks>
    public Statechart<string, string> Chart => chart!;

    /// <summary>
    /// Gets the identifier of the state that sessions enter first; that of a generated state if the document begins in several states.
    /// </summary>
    public string InitialState { get; private set; } = "";

    internal DocumentNode Node { get; }

    internal ScxmlLoadOptions Options => options;

    /// <summary>Loads a document from a stream.</summary>
    /// <param name="stream">The stream. It is read to its end, and remains open.</param>
    /// <param name="options">The options. Default: null (<see cref="ScxmlLoadOptions.Default"/>).</param>
    /// <returns>The document.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidScxmlException">The document has faults; all are reported at once.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static ScxmlDocument Load(Stream stream, ScxmlLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= ScxmlLoadOptions.Default;
        return Load(MarkupReader.Read(stream, options), options);
    }

    /// <summary>Loads a document from bytes.</summary>
    /// <param name="bytes">The bytes, in one of the encodings of XML: UTF-8, UTF-16, ISO-8859-1 or US-ASCII.</param>
    /// <param name="options">The options. Default: null (<see cref="ScxmlLoadOptions.Default"/>).</param>
    /// <returns>The document.</returns>
    /// <exception cref="InvalidScxmlException">The document has faults; all are reported at once.</exception>
    public static ScxmlDocument Load(ReadOnlyMemory<byte> bytes, ScxmlLoadOptions? options = null)
    {
        options ??= ScxmlLoadOptions.Default;
        return Load(MarkupReader.Read(bytes, options), options);
    }

    /// <summary>Loads a document from its text.</summary>
    /// <param name="text">The text of the document, not its path.</param>
    /// <param name="options">The options. Default: null (<see cref="ScxmlLoadOptions.Default"/>).</param>
    /// <returns>The document.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidScxmlException">The document has faults; all are reported at once.</exception>
    public static ScxmlDocument Load(string text, ScxmlLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= ScxmlLoadOptions.Default;
        return Load(MarkupReader.Read(text, options), options);
    }

    /// <summary>Starts a session: enters the initial states, and runs until the session waits for an event.</summary>
    /// <param name="options">The options. Default: null (<see cref="ScxmlOptions.Default"/>).</param>
    /// <param name="cancellationToken">Cancels the session.</param>
    /// <returns>The session. Dispose it.</returns>
    /// <exception cref="ArgumentException">
    /// The options have no data model of the name that the document has, or two I/O processors of one type.
    /// </exception>
    /// <exception cref="InvalidScxmlException">The document contains actions that the options lack.</exception>
    /// <exception cref="ScxmlException">The session has failed before it waited.</exception>
    public ScxmlSession Start(ScxmlOptions? options = null, CancellationToken cancellationToken = default) =>
        ScxmlSession.Start(this, options ?? ScxmlOptions.Default, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => Name ?? "SCXML document";

    private static ScxmlDocument Load(MarkupElement element, ScxmlLoadOptions options)
    {
        Reading reading = new(options);
        ScxmlDocument document = new(DocumentReader.Read(element, reading), options);
        reading.Faults.ThrowIfAny();
        document.Compile();
        return document;
    }

    /// <summary>Compiles the chart, and those of the documents inside.</summary>
    private void Compile()
    {
        (chart, InitialState) = ChartCompiler.Compile(this);
        foreach (var invoke in Node.States.SelectMany(static state => state.Invokes))
            invoke.Document?.Compile();
    }
}
