namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>Builds the chart of a case so that all its actions are recorded, and fires the events of the case.</summary>
/// <param name="test">The case.</param>
/// <param name="isTerse">Whether only actions count: there is no observer, and actions take no parameters.</param>
internal sealed class Recorder(ChartCase test, bool isTerse) : IStatechartObserver<char, char>
{
    private readonly bool[] flags = new bool[ChartCase.Flags];
    private int budget = ChartCase.Budget;
    private char source;

    internal List<string> Log { get; } = [];

    internal IStateMachine<char, char>? Machine { get; set; }

    internal char Stored { get; set; } = test.Start;

    /// <summary>
    /// Gets a value indicating whether an initial substate was entered that contains the exited state: there Stateless enters nothing.
    /// </summary>
    internal bool HasEnteredAgain { get; private set; }

    internal void Store(char state)
    {
        Stored = state;
        if (!isTerse)
            Log.Add($"set={state}");
    }

    internal void Turn(int flag) => flags[flag] = !flags[flag];

    internal Statechart<char, char> Build() => Statechart.Build<char, char>(chart =>
    {
        if (test.HasCallback)
            chart.OnUnhandledTrigger(
                unhandled => Log.Add($"unhandled({unhandled.State},{unhandled.Trigger},{string.Join('|', unhandled.UnmetGuards)})"));
        foreach (var state in test.States)
        {
            var configuration = chart.Configure(state.Name);
            if (isTerse)
                configuration.OnEntry(() => Act($"en{state.Name}", state.EntryFires)).OnExit(() => Act($"ex{state.Name}", state.ExitFires));
            else
                configuration.OnEntry(t => Act($"en{state.Name}({t}", state.EntryFires)).OnExit(
                    t => Act($"ex{state.Name}({t}", state.ExitFires));
            if (state.Superstate is { } superstate)
                configuration.SubstateOf(superstate);
            if (state.Initial is { } initial)
                configuration.InitialTransition(initial);
        }

        foreach (var transition in test.Transitions)
            Add(chart.Configure(transition.State), transition);
    });

    void IStatechartObserver<char, char>.OnTransitioned(Transition<char, char> transition)
    {
        if (isTerse)
            return;

        if (!transition.IsInitial)
            source = transition.Source;
        else if (source != transition.Destination && IsWithin(source, transition.Destination))
            HasEnteredAgain = true;
        Log.Add($"T({transition}{(transition.IsInitial ? " initially" : "")})");
        Fire(test.States.First(state => state.Name == transition.Destination).NotificationFires);
    }

    void IStatechartObserver<char, char>.OnTransitionCompleted(Transition<char, char> transition)
    {
        if (!isTerse)
            Log.Add($"TC({transition},st={Machine!.State})");
    }

    private void Add(StateConfiguration<char, char> state, TransitionCase transition)
    {
        var added = transition.Kind switch
        {
            TransitionKind.Permit => state.Permit(transition.Trigger, transition.Destination),
            TransitionKind.Reentry => state.PermitReentry(transition.Trigger),
            TransitionKind.Ignore => state.Ignore(transition.Trigger),
            TransitionKind.Internal => state.InternalTransition(transition.Trigger, () => { }),
            _ => state.PermitDynamic(transition.Trigger, () => transition.Table[(flags[0] ? 1 : 0) + (flags[1] ? 2 : 0)]),
        };
        if (transition.Kind is not TransitionKind.Ignore && isTerse)
            added.Do(() => Act($"do{transition.State}", transition.Fires));
        else if (transition.Kind is not TransitionKind.Ignore)
            added.Do(t => Act($"do{transition.State}({t}", transition.Fires));
        if (transition.Flag >= 0)
            added.If(() => flags[transition.Flag] == transition.Expected, transition.GuardText);
    }

    private void Act(string what, string fires)
    {
        Log.Add($"{what},st={Machine!.State})");
        Fire(fires);
    }

    private void Fire(string triggers)
    {
        foreach (var trigger in triggers)
        {
            if (budget-- > 0)
                Machine!.Fire(trigger);
        }
    }

    private bool IsWithin(char state, char other)
    {
        char? at = state;
        while (at is not null && at != other)
            at = test.States.First(candidate => candidate.Name == at).Superstate;
        return at is not null;
    }
}
