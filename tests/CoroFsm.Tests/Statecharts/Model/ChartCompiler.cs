namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Declares a described chart through the public builder.</summary>
internal static class ChartCompiler
{
    internal static Statechart<string, string> Compile(ChartDescription chart) => Statechart.Build<string, string>(builder =>
    {
        builder.TransitionOrder = chart.TakesFirst ? TransitionOrder.First : TransitionOrder.Exclusive;
        builder.ExitRule = ExitRule.FromSource;
        builder.MaxMicrosteps = ChartDescription.MaxMicrosteps;
        builder.OnUnhandledTrigger(unhandled => ((World)unhandled.Context!).Log.Add($"unhandled {unhandled.Trigger}"));
        foreach (var pair in chart.Generalizations)
            builder.Generalize(pair.Specific, pair.General);

        // The order of siblings is that of the first Configure.
        foreach (var state in chart.States)
            builder.Configure(state.Name);
        foreach (var state in chart.States)
            Declare(builder.Configure(state.Name), state);
        // Not reached: makes sure that the chart does not run on the engine of plain charts.
        if (!chart.IsPlain)
            builder.Configure("").Final();
        foreach (var (index, transition) in chart.Transitions.Index())
            Declare(builder.Configure(transition.Source), transition, index);
    });

    private static void Declare(StateConfiguration<string, string> configuration, StateDescription state)
    {
        if (state.IsHistory)
        {
            var kind = state.Kind is StateKind.DeepHistory ? History.Deep : History.Shallow;
            var history = state.Initial is { } otherwise
                ? configuration.HistoryOf(state.Parent!, kind, otherwise.Targets[0])
                : configuration.HistoryOf(state.Parent!, kind);
            if (state.Initial is not null)
                Complete(history, state.Initial, $"history {state.Name}");
            return;
        }

        if (state.Parent is not null)
            configuration.SubstateOf(state.Parent);
        if (state.Kind is StateKind.Parallel)
            configuration.Parallel();
        if (state.Kind is StateKind.Final)
            configuration.Final();
        if (state.Entry is { } entry)
            configuration.OnEntry(t => Run(t, $"enter {state.Name}", entry));
        if (state.Exit is { } exit)
            configuration.OnExit(t => Run(t, $"exit {state.Name}", exit));
        if (state.Completed is { } completed)
            configuration.OnCompleted(t => Run(t, $"completed {state.Name}", completed));
        if (state.Initial is { } initial)
            Complete(configuration.InitialTransition(initial.Targets[0]), initial, $"initial {state.Name}");
    }

    private static void Declare(StateConfiguration<string, string> state, TransitionDescription transition, int index)
    {
        var trigger = transition.Cause.Trigger;
        var target = transition.Targets.FirstOrDefault();
        var added = transition.Cause.Kind switch
        {
            CauseKind.Always => target is null ? state.PermitAlways() : state.PermitAlways(target),
            CauseKind.Completed => state.PermitCompleted(target!),
            CauseKind.Timer => state.PermitAfter(TimeSpan.FromMilliseconds(transition.Cause.Milliseconds), target!),
            _ when target is null && transition.Actions is null => state.Ignore(trigger),
            _ when target is null => state.InternalTransition(trigger, () => { }),
            _ when target == transition.Source && transition.Targets.Length == 1 => state.PermitReentry(trigger),
            _ => state.Permit(trigger, target),
        };
        var isReentry = target == transition.Source && transition is not { Cause.Kind: CauseKind.Trigger, Targets.Length: 1 };
        if (transition.Reenter || isReentry)
            added.Reenter();
        if (transition.Guard is { } guard)
            added.If<World>(world => world.Holds(guard));
        Complete(added, transition, $"do {index}");
    }

    private static void Complete(TransitionConfiguration<string, string> added, TransitionDescription transition, string text)
    {
        if (transition.Targets.Length > 1)
            added.Fork(transition.Targets.AsSpan(1));
        if (transition.Actions is { } actions)
            added.Do(t => Run(t, text, actions));
    }

    /// <summary>Runs an action. While the machine is entered, only the transition knows it.</summary>
    private static void Run(Transition<string, string> transition, string text, ActionDescription[] actions)
    {
        var world = (World)transition.Context!;
        ((EngineRun)world.Chart).Machine = (StatechartInstance<string, string>)transition.Machine;
        world.Run(text, actions);
    }
}
