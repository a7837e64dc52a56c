using System.Xml.Linq;
using CoroFsm.Scxml.Content;

namespace CoroFsm.Scxml.Sessions;

/// <content>The sessions that this one invokes.</content>
internal sealed partial class Session
{
    /// <summary>The invocations of active states, in the order in which they were started. Their children may have ended.</summary>
    private readonly OrderedDictionary<string, Invocation> invocations = new(StringComparer.Ordinal);

    /// <summary>Starts the child session of an element. An error becomes an event.</summary>
    /// <param name="node">The element.</param>
    /// <param name="cancellationToken">Is cancelled when its state is left.</param>
    /// <returns>A task that does not end: the child reports its end itself, as an event.</returns>
    internal Task Invoke(InvokeNode node, CancellationToken cancellationToken)
    {
        Try(() => cancellationToken.UnsafeRegister(static child => ((Invocation)child!).Cancel(), Create(node)), node);
        return new TaskCompletionSource().Task;
    }

    /// <summary>Removes an invocation whose state has been left.</summary>
    internal void Forget(Invocation invocation) => invocations.Remove(invocation.Id);

    private Invocation Create(InvokeNode node)
    {
        var id = node.Id ?? NewId($"{node.State}.invoke");
        if (node.IdLocation is not null)
            Data.AssignValue(node.IdLocation, id);
        var type = node.Type.Get(this);
        if (!IoTypes.IsScxmlInvocation(type))
            throw new ScxmlErrorException($"The type '{type}' of {node} is not supported. Write type=\"scxml\".");
        if (invocations.ContainsKey(id))
            throw new ScxmlErrorException($"The identifier '{id}' is in use by another invocation. Choose another one.");
        CheckLimits();
        var document = DocumentOf(node);
        Invocation invocation = new(this, node, id);
        var parameters = node.Parameters.Evaluate(this);
        invocation.Child = new(group, document, $"{Id}.{id}", log, Parameter.ToData(parameters) ?? NoValues, invocation);
        invocations.Add(id, invocation);
        group.Start(invocation.Child);
        return invocation;
    }

    private void CheckLimits()
    {
        var depth = 0;
        for (var session = this; session is not null; session = session.Invocation?.Parent)
            depth++;
        if (depth > Options.MaxInvokeDepth)
        {
            throw new ScxmlErrorException($"{depth} sessions have invoked each other (limit {nameof(ScxmlOptions)}."
                + $"{nameof(Options.MaxInvokeDepth)}). End the recursion, or raise the limit.");
        }

        if (group.Count >= Options.MaxSessions)
        {
            throw new ScxmlErrorException($"{group.Count} sessions run (limit {nameof(ScxmlOptions)}.{nameof(Options.MaxSessions)}). "
                + "End some, or raise the limit.");
        }
    }

    private ScxmlDocument DocumentOf(InvokeNode node)
    {
        if (node.Document is { } inside)
            return inside;
        try
        {
            if (node.Source.Get(this) is { } source)
                return Load(source);
            var text = node.Content?.Get(this) switch
            {
                XElement xml => xml.ToString(SaveOptions.DisableFormatting),
                string content => content,
                _ => throw new ScxmlErrorException($"{node} has no document. Add src, srcexpr or content."),
            };
            return ScxmlDocument.Load(text, Document.Options);
        }
        catch (InvalidScxmlException error)
        {
            throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, error.Message, error);
        }
    }

    private ScxmlDocument Load(string source)
    {
        try
        {
            using var stream = Document.Options.Resolver?.Open(source);
            if (stream is not null)
                return ScxmlDocument.Load(stream, Document.Options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, $"'{source}' cannot be read: {error.Message}", error);
        }

        throw new ScxmlErrorException(ScxmlEvent.ErrorCommunication, Document.Options.Resolver is null
            ? $"The document may not read '{source}'. Put the content into the element, or set {nameof(ScxmlLoadOptions)}."
                + $"{nameof(ScxmlLoadOptions.Resolver)}."
            : $"The resolver does not know '{source}'. Correct the path.");
    }

    /// <summary>Runs <c>finalize</c> of the invocation that an event comes from, and forwards the event to those that want all.</summary>
    private void ForwardAndFinalize(ScxmlEvent value)
    {
        foreach (var invocation in invocations.Values.ToArray())
        {
            if (invocation.Id == value.InvokeId && invocation.Node.Finalize is { } finalize)
                Finalize(invocation.Node, finalize, value);
            if (invocation is { Node.IsForwarding: true, Child.HasEnded: false })
                Try(() => group.Send(invocation.Child!, value), invocation.Node);
        }
    }

    /// <summary>
    /// Runs the content of <c>finalize</c>. If it is empty, the data of the event update the locations of the parameters.
    /// </summary>
    private void Finalize(InvokeNode node, Block finalize, ScxmlEvent value)
    {
        if (!finalize.IsEmpty)
        {
            finalize.Run(this);
            return;
        }

        if (value.Data is not IReadOnlyDictionary<string, object?> fields)
            return;
        foreach (var (name, location) in node.Parameters.Locations)
        {
            if (fields.TryGetValue(name, out var field))
                Try(() => Data.AssignValue(location, field), node);
        }
    }

    private void CancelInvocations()
    {
        foreach (var invocation in invocations.Values.ToArray())
            invocation.Cancel();
    }

    private static IReadOnlyDictionary<string, object?> NoValues { get; } = new Dictionary<string, object?>();
}
