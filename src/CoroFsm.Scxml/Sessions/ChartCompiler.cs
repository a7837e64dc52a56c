using CoroFsm.Scxml.Documents;
using CoroFsm.Statecharts;

namespace CoroFsm.Scxml.Sessions;

/// <summary>Compiles a document to a chart whose guards and actions run in a session.</summary>
internal sealed class ChartCompiler
{
    private readonly DocumentNode document;
    private readonly StatechartBuilder<string, string> chart;

    private ChartCompiler(DocumentNode document, StatechartBuilder<string, string> chart)
    {
        this.document = document;
        this.chart = chart;
    }

    /// <summary>Compiles a document.</summary>
    /// <returns>The chart, and the state to enter.</returns>
    /// <exception cref="InvalidScxmlException">The chart has a fault that the reader did not find.</exception>
    internal static (Statechart<string, string> Chart, string Initial) Compile(ScxmlDocument document)
    {
        var initial = "";
        try
        {
            var compiled = Statechart.Build<string, string>(builder =>
            {
                builder.TransitionOrder = TransitionOrder.First;
                builder.ExitRule = ExitRule.FromSource;
                builder.MaxMicrosteps = builder.MaxQueued = document.Options.MaxMicrosteps;
                builder.OnUnhandledTrigger(Unhandled.Ignore);
                initial = new ChartCompiler(document.Node, builder).Compile();
            });
            return (compiled, initial);
        }
        catch (InvalidStatechartException error)
        {
            var position = document.Node.Element.Position;
            throw new InvalidScxmlException([.. error.Faults.Select(fault => new ScxmlFault(position, fault))], error);
        }
    }

    private string Compile()
    {
        // All states first: the order of the chart is that in which they are named.
        foreach (var state in document.States)
            chart.Configure(state.Id);
        foreach (var state in document.States)
        {
            if (state.Kind == StateKind.History)
                AddHistory(state);
            else
                AddState(state);
        }

        foreach (var (specific, general) in document.Events.Generalizations)
            chart.Generalize(specific, general);
        return InitialState();
    }

    private void AddState(StateNode state)
    {
        var configuration = chart.Configure(state.Id);
        if (state.Parent is { Kind: not StateKind.Root } parent)
            configuration.SubstateOf(parent.Id);
        if (state.Kind == StateKind.Final)
            configuration.Final();
        else if (!state.IsAtomic)
            AddSubstates(configuration, state);

        if (document.IsLate && state.Data.Count > 0)
            configuration.OnEntry<Session>(session => session.InitializeData(state), "initialize data");
        foreach (var block in state.Entries)
            configuration.OnEntry<Session>(block.Run, block.ToString());
        foreach (var block in state.Exits)
            configuration.OnExit<Session>(block.Run, block.ToString());
        foreach (var transition in state.Transitions)
            AddTransition(configuration, transition);
        foreach (var invoke in state.Invokes)
            configuration.Invoke<Session>((session, cancellationToken) => session.Invoke(invoke, cancellationToken), invoke.ToString());
    }

    private static void AddSubstates(StateConfiguration<string, string> configuration, StateNode state)
    {
        if (state.Kind == StateKind.Parallel)
            configuration.Parallel();
        else
        {
            var initial = configuration.InitialTransition(state.Initial?.Targets[0].Id ?? state.Substates.First().Id);
            AddDetails(initial, state.Initial);
        }

        configuration.OnCompleted<Session>(session => session.RaiseDone(state), $"raise done.state.{state.Id}");
    }

    private void AddHistory(StateNode history)
    {
        var transition = history.Initial!;
        var otherwise = chart.Configure(history.Id).HistoryOf(
            history.Parent!.Id, history.IsDeep ? History.Deep : History.Shallow, transition.Targets[0].Id);
        AddDetails(otherwise, transition);
    }

    private static void AddTransition(StateConfiguration<string, string> state, TransitionNode transition)
    {
        var target = transition.Targets.FirstOrDefault()?.Id;
        if (transition.Events.Count == 0)
            AddDetails(target is null ? state.PermitAlways() : state.PermitAlways(target), transition);
        foreach (var descriptor in transition.Events)
        {
            AddDetails(
                target is null ? state.InternalTransition(descriptor, static () => { }, "") : state.Permit(descriptor, target),
                transition);
        }
    }

    /// <summary>Adds what a transition has besides its trigger and its first target.</summary>
    private static void AddDetails(TransitionConfiguration<string, string> configuration, TransitionNode? transition)
    {
        if (transition is null)
            return;
        if (transition.Targets.Count > 1)
            configuration.Fork([.. transition.Targets.Skip(1).Select(static target => target.Id)]);
        var source = transition.Source;
        if (transition != source.Initial && !transition.IsInternal
            && transition.Targets.Exists(target => target == source || target.IsInside(source)))
        {
            configuration.Reenter();
        }

        if (transition.Condition is { } condition)
            configuration.If<Session>(session => session.IsTrue(condition, transition.Position), condition);
        if (!transition.Content.IsEmpty)
            configuration.Do<Session>(transition.Content.Run, transition.Content.ToString());
    }

    /// <summary>Gets the state to enter first; several, or a history, are entered through a state of their own.</summary>
    private string InitialState()
    {
        var root = document.Root;
        if (root.Initial is null)
            return root.Substates.First().Id;
        if (root.Initial.Targets is [{ Kind: not StateKind.History } only])
            return only.Id;
        var start = "initial";
        while (document.ById.ContainsKey(start))
            start += "_";
        AddDetails(chart.Configure(start).PermitAlways(root.Initial.Targets[0].Id), root.Initial);
        return start;
    }
}
