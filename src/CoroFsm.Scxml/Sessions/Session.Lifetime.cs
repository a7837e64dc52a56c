using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Documents;

namespace CoroFsm.Scxml.Sessions;

/// <content>The beginning and the end of a session.</content>
internal sealed partial class Session
{
    private readonly List<ScxmlEvent> early = [];
    private readonly HashSet<StateNode> initialized = [];
    private bool hasLeft;

    private void Start()
    {
        data = ModelOf(Document, Options).Create(new(Id, Document.Name, IsIn)
        {
            IoProcessors = ConnectProcessors(),
            TimeProvider = Options.TimeProvider,
        });
        Options.Observer?.OnStarted(Id, Document.Name);
        foreach (var node in Node.States.Prepend(Node.Root).SelectMany(static state => state.Data))
            Try(() => Data.Declare(node.Id), node);
        InitializeData(Node.Root);
        if (!Node.IsLate)
            Node.States.ForEach(InitializeData);
        if (Node.Script is { } script)
            new Block([script]).Run(this);

        // The events of errors so far are raised by the first notification, which has the machine.
        instance = Document.Chart.Enter(Document.InitialState, this, this);
        machine = instance;
        RaiseEarly();
    }

    /// <summary>Assigns the initial values of a state's data, the first time.</summary>
    internal void InitializeData(StateNode state)
    {
        if (!initialized.Add(state))
            return;
        foreach (var node in state.Data)
        {
            if (state == Node.Root && values.TryGetValue(node.Id, out var value))
                Try(() => Data.AssignValue(node.Id, value), node);
            else
                new Block([node]).Run(this);
        }
    }

    /// <summary>Runs something on behalf of an element. An error becomes an event.</summary>
    private void Try(Action action, SourcePosition position, string element, string? sendId = null)
    {
        Position = position;
        try
        {
            action();
        }
        catch (ScxmlErrorException error)
        {
            error.Place(element, position);
            error.SendId ??= sendId;
            Report(error);
        }
    }

    private void Try(Action action, ContentNode node) => Try(action, node.Position, node.ToString());

    private void RaiseEarly()
    {
        foreach (var value in early.ToArray())
        {
            early.Remove(value);
            Raise(value);
        }
    }

    /// <summary>Gets the data model of a document.</summary>
    /// <exception cref="ArgumentException">The options have another one.</exception>
    internal static ScxmlDataModel ModelOf(ScxmlDocument document, ScxmlOptions options)
    {
        var name = document.DataModel;
        if (name is null || name == options.DataModel.Name)
            return options.DataModel;
        return name == ScxmlDataModel.Null.Name
            ? ScxmlDataModel.Null
            : throw new ArgumentException($"The document has the data model '{name}', but the options have '{options.DataModel.Name}'. Set "
                + $"{nameof(ScxmlOptions)}.{nameof(options.DataModel)}.", nameof(options));
    }

    private Dictionary<string, string> ConnectProcessors()
    {
        Dictionary<string, string> addresses = new(StringComparer.Ordinal) { [IoTypes.Scxml] = Address, ["scxml"] = Address };
        foreach (var processor in Options.IoProcessors)
        {
            var address = processor.Connect(connection);
            addresses[processor.Type] = address;
            if (processor.Alias is { } alias)
                addresses[alias] = address;
        }

        return addresses;
    }

    private bool IsIn(string state) =>
        machine is not null && Node.ById.TryGetValue(state, out var node) && machine.IsIn(node.ChartName);

    /// <summary>Leaves all states and ends the session.</summary>
    /// <param name="isCancelled">Whether it was cancelled; otherwise it is in a final state.</param>
    private void End(bool isCancelled)
    {
        var final = isCancelled ? null : Node.Root.Substates.First(child => child.Kind == StateKind.Final && IsIn(child.Id));
        isEnding = true;
        try
        {
            instance?.Exit();
        }
        finally
        {
            CancelInvocations();
        }

        ScxmlResult? result = final is null ? null : new(final.Id, final.DoneData?.Get(this));
        Leave(result);
        if (result is null)
        {
            completion.TrySetCanceled(CancellationToken.None);
            return;
        }

        Invocation?.End(result);
        completion.TrySetResult(result);
    }

    /// <summary>Ends the session because its invocation has ended.</summary>
    internal void Cancel()
    {
        if (HasEnded)
            return;
        try
        {
            End(isCancelled: true);
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private void Fail(Exception error)
    {
        isEnding = true;
        var failure = error is ScxmlException { Line: > 0 } placed
            ? placed
            : new(Position, $"The session {Id} of the document '{Document}' has failed: {error.Message}", error);
        try
        {
            CancelInvocations();
            Leave(result: null);
        }
        catch (Exception second)
        {
            failure = new(
                Position,
                $"{failure.Message} Another exception followed: {second.Message}",
                new AggregateException(error, second));
        }

        Invocation?.Fail(failure);
        completion.TrySetException(failure);
    }

    private void Leave(ScxmlResult? result)
    {
        if (hasLeft)
            return;
        hasLeft = true;
        Configuration = [];
        group.Leave(this);
        foreach (var processor in Options.IoProcessors)
            processor.Disconnect(connection);
        data?.Dispose();
        Options.Observer?.OnEnded(Id, result);
    }
}
