using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Documents;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml.Sessions;

/// <summary>
/// A run of a document: an instance of its chart, its data, its queues and the sessions that it has invoked. Used by the thread that runs
/// its group.
/// </summary>
internal sealed partial class Session : Execution, IStatechartObserver<string, string>
{
    private readonly SessionGroup group;
    private readonly IReadOnlyDictionary<string, object?> values;
    private readonly Queue<ScxmlEvent> raised = [];
    private readonly ScxmlLog log;
    private readonly ScxmlConnection connection;
    private readonly TaskCompletionSource<ScxmlResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IStateMachine<string, string>? machine;
    private StatechartInstance<string, string>? instance;
    private ScxmlData? data;
    private ScxmlEvent? external;
    private bool isEnding;
    private bool isChanged;
    private int lastId;

    internal Session(
        SessionGroup group,
        ScxmlDocument document,
        string id,
        ScxmlLog log,
        IReadOnlyDictionary<string, object?> values,
        Invocation? invocation = null)
    {
        this.group = group;
        this.log = log;
        this.values = values;
        Document = document;
        Id = id;
        Invocation = invocation;
        connection = new(this);
    }

    internal ScxmlDocument Document { get; }

    internal string Id { get; }

    /// <summary>Gets the invocation that this session is the child of; null if the application has started it.</summary>
    internal Invocation? Invocation { get; }

    /// <summary>Gets the address of the session for other sessions.</summary>
    internal string Address => $"#_scxml_{Id}";

    /// <summary>Gets the active states that have an identifier, in document order. Any thread may read it.</summary>
    internal IReadOnlyList<string> Configuration { get; private set; } = [];

    internal Task<ScxmlResult> Completion => completion.Task;

    internal bool HasEnded => completion.Task.IsCompleted;

    internal override ScxmlData Data => data!;

    internal override ScxmlActions Actions => Options.Actions;

    internal override TimeSpan MaxDelay => Options.MaxDelay;

    internal override int MaxElements => Options.MaxExecutedElements;

    private ScxmlOptions Options => group.Options;

    private DocumentNode Node => Document.Node;

    /// <summary>Adds an event to the external queue, and runs the group.</summary>
    /// <returns>False if the session has ended.</returns>
    internal bool Post(ScxmlEvent value, TaskCompletionSource<bool>? handled = null)
    {
        if (HasEnded)
            return false;
        group.Post(new(this, DeliveryKind.Event) { Event = value, Handled = handled });
        group.Run();
        return true;
    }

    /// <summary>Ends the session after the events that wait, and runs the group.</summary>
    internal void PostCancel()
    {
        if (HasEnded)
            return;
        group.Add(new(this, DeliveryKind.Cancel));
        group.Run();
    }

    /// <summary>Does what a delivery says. An exception ends the session.</summary>
    internal void Handle(Delivery delivery)
    {
        var isHandled = !HasEnded;
        try
        {
            if (isHandled)
                HandleCore(delivery);
        }
        catch (Exception error)
        {
            Fail(error);
        }
        finally
        {
            Complete(delivery, isHandled);
        }
    }

    /// <summary>Ends the session because it sends to itself without end.</summary>
    internal void FailEndless(Delivery delivery)
    {
        Fail(new InvalidOperationException($"The event '{delivery.Event!.Name}' is the last of {delivery.Chain} events each of which was "
            + $"sent while the one before was handled (limit {nameof(ScxmlOptions)}.{nameof(ScxmlOptions.MaxEventChain)}). "
            + "Send with a delay, or raise the limit."));
        Complete(delivery, isHandled: false);
    }

    private void Complete(Delivery delivery, bool isHandled)
    {
        if (completion.Task.IsFaulted && isHandled)
            delivery.Handled?.TrySetException(completion.Task.Exception!.InnerExceptions);
        else
            delivery.Handled?.TrySetResult(isHandled);
    }

    private void HandleCore(Delivery delivery)
    {
        Restart();
        switch (delivery.Kind)
        {
            case DeliveryKind.Start:
                Start();
                break;
            case DeliveryKind.Event:
                external = delivery.Event;
                instance!.Fire(Node.TriggerOf(external!.Name));
                break;
            case DeliveryKind.Message when delivery.Message!.IsCancelled:
                break;
            case DeliveryKind.Message:
                Position = delivery.Message!.Message.Position;
                Deliver(delivery.Message);
                break;
            default:
                End(isCancelled: true);
                return;
        }

        Settle();
    }

    /// <summary>Ends the reaction to an event.</summary>
    private void Settle()
    {
        if (instance!.IsCompleted)
        {
            End(isCancelled: false);
            return;
        }

        if (!isChanged)
            return;
        isChanged = false;
        HashSet<StateNode> active = [];
        foreach (var leaf in instance.States)
        {
            for (var state = Node.ByChartName.GetValueOrDefault(leaf); state?.Parent is not null && active.Add(state); state = state.Parent)
            {
            }
        }

        Configuration =
            [.. active.Where(static state => state.HasOwnId).OrderBy(static state => state.Order).Select(static state => state.Id)];
        Options.Observer?.OnConfiguration(Id, Configuration);
    }

    void IStatechartObserver<string, string>.OnHandling(IStateMachine<string, string> machine, TriggerOccurrence<string> occurrence)
    {
        this.machine = machine;
        if (external is not { } value)
        {
            Begin(raised.Dequeue());
            return;
        }

        external = null;
        Begin(value);
        ForwardAndFinalize(value);
    }

    void IStatechartObserver<string, string>.OnTransitioned(Transition<string, string> transition)
    {
        machine = transition.Machine;
        isChanged = true;
        if (early.Count > 0)
            RaiseEarly();
        if (Node.ByChartName.GetValueOrDefault(transition.Source) is { } source)
            Position = source.Position;
        if (transition.Cause != TransitionCause.Initial)
            Options.Observer?.OnTransition(Id, transition.Source, transition.Destination);
    }

    private void Begin(ScxmlEvent value)
    {
        Data.SetEvent(value);
        Options.Observer?.OnEvent(Id, value);
    }

    /// <summary>Evaluates a condition. One with an error does not hold, and raises the error's event.</summary>
    internal bool IsTrue(string condition, SourcePosition position)
    {
        Position = position;
        try
        {
            return Data.IsTrue(condition);
        }
        catch (ScxmlErrorException error)
        {
            error.Place("the condition of <transition>", position);
            Report(error);
            return false;
        }
    }

    /// <summary>Raises the event for a state that has completed.</summary>
    internal void RaiseDone(StateNode state)
    {
        var final = state.Kind == StateKind.Parallel
            ? null
            : state.Substates.FirstOrDefault(child => child.Kind == StateKind.Final && IsIn(child.Id));
        Raise(new($"done.state.{state.Id}") { Type = ScxmlEventType.Platform, Data = final?.DoneData?.Get(this) });
    }
}
