namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>
/// Runs a chart by the W3C's "Algorithm for SCXML Interpretation": slow, and as close to its text as C# permits. The engine is compared
/// with it; the two share no code.
/// </summary>
internal sealed partial class ReferenceInterpreter : IRunningChart
{
    private readonly World world;
    private readonly ChartDescription chart;
    private readonly Dictionary<string, Node> nodes = [];
    private readonly Node root = new(new(""), parent: null);
    private readonly HashSet<Node> configuration = [];
    private readonly Dictionary<Node, Node[]> historyValue = [];
    private readonly Queue<(string Trigger, Node? Completed)> internalQueue = [];
    private readonly Queue<(string Trigger, bool IsRaised)> externalQueue = [];
    private readonly List<Timer> timers = [];
    private long now;
    private int timersStarted;
    private int microsteps;
    private bool isRunning;

    internal ReferenceInterpreter(ChartDescription chart, World world)
    {
        this.chart = chart;
        this.world = world;
        world.Chart = this;
        CreateNodes();
        foreach (var (index, transition) in chart.Transitions.Index())
            nodes[transition.Source].Transitions.Add(ArrowOf(transition, nodes[transition.Source], index));
        foreach (var node in nodes.Values.Where(node => node.Description.Initial is not null))
            node.Initial = ArrowOf(node.Description.Initial!, node, -1);
    }

    /// <summary>Gets the active leaves in document order.</summary>
    public IEnumerable<string> States => InDocumentOrder(configuration.Where(IsLeaf)).Select(node => node.Name);

    /// <summary>Gets a value indicating whether a final state of the top level is active.</summary>
    public bool IsCompleted => root.Children.Exists(node => node.IsFinal && configuration.Contains(node));

    /// <summary>Gets what the history states remember, to identify a configuration.</summary>
    internal string History => string.Join(';', historyValue.OrderBy(pair => pair.Key.Order)
        .Select(pair => $"{pair.Key}={string.Join(',', pair.Value.Select(node => node.Name))}"));

    public bool IsIn(string state) => configuration.Contains(nodes[state]);

    /// <summary>Returns whether a region handles a trigger. Those after the first that does are not asked.</summary>
    public bool CanFire(string trigger) => Array.Exists(
        InDocumentOrder(configuration.Where(IsLeaf)), leaf => SelectTransition(leaf, arrow => IsFor(arrow, trigger)) is not null);

    /// <summary>Enters the chart and completes the first macrostep.</summary>
    internal void Enter(string state)
    {
        var start = new TransitionDescription("", Cause.Always, state);
        Run(() => EnterStates([new Arrow(start, root, [nodes[state]], -1)], [root]));
    }

    public void Fire(string trigger)
    {
        externalQueue.Enqueue((trigger, false));
        if (!isRunning)
            Run();
    }

    public void Raise(string trigger)
    {
        if (isRunning)
        {
            internalQueue.Enqueue((trigger, null));
            return;
        }

        externalQueue.Enqueue((trigger, true));
        Run();
    }

    public void Advance(int milliseconds)
    {
        var end = now + milliseconds;
        while (timers.Where(timer => timer.Due <= end).OrderBy(timer => (timer.Due, timer.Number)).FirstOrDefault() is { } next)
        {
            timers.Remove(next);
            now = next.Due;
            Run(() => Microstep(SelectTransitions(arrow => arrow == next.Arrow)));
        }

        now = end;
    }

    /// <summary>Leaves all states (exitInterpreter). What exit actions fire is unhandled, what they raise is dropped.</summary>
    public void Exit() => Run(() =>
    {
        foreach (var state in Enumerable.Reverse(InDocumentOrder(configuration)))
            Leave(state);
        internalQueue.Clear();
    });

    /// <summary>The algorithm's mainEventLoop, up to where it waits for an external event.</summary>
    private void Run(Action? first = null)
    {
        isRunning = true;
        microsteps = 0;
        first?.Invoke();
        CompleteMacrostep();
        while (externalQueue.TryDequeue(out var next))
        {
            microsteps = 0;
            Handle(next.Trigger, next.IsRaised);
            CompleteMacrostep();
        }

        isRunning = false;
    }

    private void CompleteMacrostep()
    {
        while (true)
        {
            if (IsCompleted)
                internalQueue.Clear();
            var enabled = SelectEventlessTransitions();
            if (enabled.Count > 0)
                Microstep(enabled);
            else if (!internalQueue.TryDequeue(out var next))
                return;
            else if (next.Completed is { } state)
                Microstep(SelectTransitions(arrow => arrow.Source == state && IsCompletion(arrow), takesFirst: true));
            else
                Handle(next.Trigger, isRaised: true);
        }
    }

    /// <summary>Handles a trigger. A raised one that is unhandled is dropped.</summary>
    private void Handle(string trigger, bool isRaised)
    {
        world.LogTrigger(trigger);
        var enabled = SelectTransitions(arrow => IsFor(arrow, trigger));
        if (enabled.Count == 0 && !isRaised)
            world.Log.Add($"unhandled {trigger}");
        Microstep(enabled);
    }

    /// <summary>Returns whether a transition is one for a trigger, or for one that it is a kind of.</summary>
    private bool IsFor(Arrow arrow, string trigger) => arrow.Description.Cause == Cause.On(trigger)
        || chart.Generalizations.Any(pair => pair.Specific == trigger && IsFor(arrow, pair.General));

    private void Microstep(List<Arrow> enabled)
    {
        if (enabled.Count == 0)
            return;
        if (++microsteps > ChartDescription.MaxMicrosteps)
            throw new EndlessException();

        // The W3C's text computes the domains once more when the exits have changed what histories remember. A domain that is then further
        // inside would leave out states in between.
        List<Node> domains = [.. enabled.Select(GetTransitionDomain)];
        ExitStates(enabled);
        foreach (var arrow in enabled)
            world.Run($"do {arrow.Index}", arrow.Description.Actions);
        EnterStates(enabled, domains);
    }

    private bool IsLeaf(Node node) => !node.Children.Exists(configuration.Contains);

    private static Node[] InDocumentOrder(IEnumerable<Node> nodes) => [.. nodes.OrderBy(node => node.Order)];

    /// <summary>Creates the tree. A state may be declared before its superstate; document order is the preorder of the tree.</summary>
    private void CreateNodes()
    {
        var order = 0;
        Add(root);

        void Add(Node parent)
        {
            foreach (var description in chart.States.Where(state => (state.Parent ?? "") == parent.Name))
            {
                Node node = new(description, parent) { Order = ++order };
                nodes.Add(description.Name, node);
                (node.IsHistory ? parent.Histories : parent.Children).Add(node);
                Add(node);
            }
        }
    }

    private Arrow ArrowOf(TransitionDescription transition, Node source, int index) =>
        new(transition, source, [.. transition.Targets.Select(target => nodes[target])], index);

    private sealed record Timer(long Due, int Number, Arrow Arrow);
}

/// <summary>A macrostep did not end.</summary>
internal sealed class EndlessException : Exception;

/// <summary>Two transitions of a state are enabled, and the chart does not take the first.</summary>
internal sealed class AmbiguousException : Exception;
