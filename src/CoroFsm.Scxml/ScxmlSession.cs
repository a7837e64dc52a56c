using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Documents;
using CoroFsm.Scxml.Sessions;

namespace CoroFsm.Scxml;

/// <summary>Represents a running SCXML document.</summary>
/// <remarks>
/// <para>
/// Thread-safe. A session and those that it invokes are run by one thread at a time, in the order in which their events come: by the thread
/// that sends an event, or by that of the timer of a delayed event. A thread that sends an event while another one runs the session only
/// adds it to the queue. Nothing waits for a thread, and no thread is started: under a simulated clock, a session is deterministic.
/// </para>
/// <para>
/// An error in the document's expressions and messages becomes an event of the document (<c>error.execution</c>,
/// <c>error.communication</c>). An exception of an observer, an action or an I/O processor, and a limit that is exceeded, end the session:
/// <see cref="Completion"/> throws an <see cref="ScxmlException"/> that names the element.
/// </para>
/// </remarks>
public sealed class ScxmlSession : IAsyncDisposable
{
    private readonly Session session;
    private readonly ScxmlLog log;
    private readonly CancellationTokenRegistration cancellation;

    private ScxmlSession(Session session, ScxmlLog log, CancellationToken cancellationToken)
    {
        this.session = session;
        this.log = log;
        cancellation = cancellationToken.UnsafeRegister(static session => ((ScxmlSession)session!).Cancel(), this);
    }

    /// <summary>Gets the identifier of the session: <c>_sessionid</c>.</summary>
    public string Id => session.Id;

    /// <summary>Gets the document.</summary>
    public ScxmlDocument Document => session.Document;

    /// <summary>
    /// Gets the identifiers of all active states, in the order of the document, as they were after the last event; none after the end.
    /// States without an identifier are left out.
    /// </summary>
    public IReadOnlyList<string> Configuration => session.Configuration;

    /// <summary>
    /// Gets a task that ends with the session: with the result if it is in a final state, cancelled if it was cancelled, and failed with an
    /// <see cref="ScxmlException"/> otherwise.
    /// </summary>
    public Task<ScxmlResult> Completion => session.Completion;

    /// <summary>Gets the last entries that <c>log</c> elements have written, also in invoked sessions.</summary>
    public IReadOnlyList<ScxmlLogEntry> Log => log.Entries;

    internal static ScxmlSession Start(ScxmlDocument document, ScxmlOptions options, CancellationToken cancellationToken)
    {
        CheckOptions(document, options);
        SessionGroup group = new(options);
        ScxmlLog entries = new(options.MaxLogEntries);
        Session root = new(group, document, options.SessionId ?? Guid.NewGuid().ToString("N"), entries, Values(options.Data));
        group.Start(root);
        group.Run();
        if (root.Completion is { IsFaulted: true, Exception: { } error })
            ExceptionDispatchInfo.Throw(error.InnerException!);
        return new(root, entries, cancellationToken);
    }

    /// <summary>Determines whether a state was active after the last event.</summary>
    /// <param name="state">Identifier of the state.</param>
    /// <returns>True if it was.</returns>
    public bool IsIn(string state) => Configuration.Contains(state);

    /// <summary>Sends an event without data, and runs the session unless another thread runs it.</summary>
    /// <param name="name">Name of the event.</param>
    /// <returns>False if the session has ended: the event is dropped.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no event name.</exception>
    /// <exception cref="ScxmlException">The session has failed.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public bool Send(string name) => Send(Event(name, data: null));

    /// <summary>Sends an event with data, and runs the session unless another thread runs it.</summary>
    /// <typeparam name="T">The type of the data: a value as described at <see cref="ScxmlValue"/>, a number, or an object whose properties
    /// are such values.</typeparam>
    /// <param name="name">Name of the event.</param>
    /// <param name="data">The data: <c>_event.data</c>.</param>
    /// <returns>False if the session has ended: the event is dropped.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is no event name, or <paramref name="data"/> contains what is no value.
    /// </exception>
    /// <exception cref="ScxmlException">The session has failed.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public bool Send<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string name, T data) =>
        Send(Event(name, ScxmlValue.From(data)));

    /// <summary>Sends an event, and runs the session unless another thread runs it.</summary>
    /// <param name="value">The event.</param>
    /// <returns>False if the session has ended: the event is dropped.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The data contain what is no value.</exception>
    /// <exception cref="ScxmlException">The session has failed.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public bool Send(ScxmlEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isAccepted = Post(value, handled: null);
        if (session.Completion is { IsFaulted: true, Exception.InnerException: ScxmlException failure })
            throw new ScxmlException(failure.Message, failure) { Line = failure.Line, Column = failure.Column };
        return isAccepted;
    }

    /// <summary>Sends an event without data.</summary>
    /// <param name="name">Name of the event.</param>
    /// <returns>A task that ends when the session has reacted to the event; false if the session has ended before.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no event name.</exception>
    /// <exception cref="ScxmlException">The session has failed while it reacted.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public Task<bool> SendAsync(string name) => SendAsync(Event(name, data: null));

    /// <summary>Sends an event with data.</summary>
    /// <typeparam name="T">The type of the data: a value as described at <see cref="ScxmlValue"/>, a number, or an object whose properties
    /// are such values.</typeparam>
    /// <param name="name">Name of the event.</param>
    /// <param name="data">The data: <c>_event.data</c>.</param>
    /// <returns>A task that ends when the session has reacted to the event; false if the session has ended before.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is no event name, or <paramref name="data"/> contains what is no value.
    /// </exception>
    /// <exception cref="ScxmlException">The session has failed while it reacted.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public Task<bool> SendAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string name, T data) =>
        SendAsync(Event(name, ScxmlValue.From(data)));

    /// <summary>Sends an event.</summary>
    /// <param name="value">The event.</param>
    /// <returns>A task that ends when the session has reacted to the event; false if the session has ended before.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException">The data contain what is no value.</exception>
    /// <exception cref="ScxmlException">The session has failed while it reacted.</exception>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public Task<bool> SendAsync(ScxmlEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        TaskCompletionSource<bool> handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return Post(value, handled) ? handled.Task : Task.FromResult(false);
    }

    /// <summary>
    /// Ends the session: its states are left, and their exit actions run, after the events that wait. No effect if it has ended.
    /// </summary>
    public void Cancel() => session.PostCancel();

    /// <summary>Ends the session, and waits for its end. Does not throw the exception of a session that has failed.</summary>
    /// <returns>The task to await.</returns>
    public async ValueTask DisposeAsync()
    {
        await cancellation.DisposeAsync().ConfigureAwait(false);
        Cancel();
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Document} {Id}: {(Completion.IsCompleted ? "ended" : string.Join(' ', Configuration))}";

    private bool Post(ScxmlEvent value, TaskCompletionSource<bool>? handled)
    {
        try
        {
            return session.Post(value with { Data = ScxmlValue.From(value.Data) }, handled);
        }
        catch (ScxmlErrorException error)
        {
            throw new InvalidOperationException(error.Message, error);
        }
    }

    private static ScxmlEvent Event(string name, object? data)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Names.IsEventName(name)
            ? new(name) { Data = data }
            : throw new ArgumentException($"'{name}' is no event name. Write words with dots between them.", nameof(name));
    }

    private static Dictionary<string, object?> Values(IReadOnlyDictionary<string, object?> data) =>
        data.ToDictionary(static pair => pair.Key, static pair => ScxmlValue.From(pair.Value), StringComparer.Ordinal);

    private static void CheckOptions(ScxmlDocument document, ScxmlOptions options)
    {
        Session.ModelOf(document, options);
        if (options.IoProcessors.SelectMany(static each => (string?[])[each.Type, each.Alias]).OfType<string>().Append(IoTypes.Scxml)
            .CountBy(static type => type, StringComparer.Ordinal).FirstOrDefault(static pair => pair.Value > 1) is { Key: { } type })
        {
            throw new ArgumentException($"Two event I/O processors have the type '{type}'. Keep one of them.", nameof(options));
        }

        ScxmlFault[] faults =
        [
            .. from custom in CustomsOf(document)
               let element = custom.Element
               where options.Actions.Lacks(element.NamespaceUri, element.LocalName)
               select new ScxmlFault(element.Position, $"{element} of the namespace {element.NamespaceUri} has no action, but others of "
                   + $"the namespace have. Correct the name, or add the action to {nameof(ScxmlOptions)}.{nameof(options.Actions)}."),
        ];
        if (faults.Length > 0)
            throw new InvalidScxmlException(faults);
    }

    private static IEnumerable<CustomNode> CustomsOf(ScxmlDocument document) => document.Node.States
        .SelectMany(static state => state.Invokes)
        .Select(static invoke => invoke.Document)
        .OfType<ScxmlDocument>()
        .SelectMany(CustomsOf)
        .Concat(document.Node.Customs);
}
