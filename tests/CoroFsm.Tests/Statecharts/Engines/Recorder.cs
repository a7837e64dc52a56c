namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>Builds the chart of a case so that everything it does is recorded, and fires what the case says.</summary>
/// <param name="test">The case.</param>
/// <param name="detail">What is recorded.</param>
internal sealed class Recorder(ChartCase test, Detail detail) : IStatechartObserver<char, char>
{
    private readonly bool isTerse = detail is not Detail.Full;
    private const int Parameter = 7;

    private readonly bool[] flags = new bool[ChartCase.Flags];
    private int budget = ChartCase.Budget;
    private char source;

    internal List<string> Log { get; } = [];

    internal IStateMachine<char, char>? Machine { get; set; }

    internal char Stored { get; set; } = test.Start;

    /// <summary>
    /// Gets a value indicating whether an initial substate was entered that contains the state that was left: there Stateless enters
    /// nothing.
    /// </summary>
    internal bool HasEnteredAgain { get; private set; }

    internal void Store(char state)
    {
        Stored = state;
        if (!isTerse)
            Log.Add($"set={state}");
    }

    internal void Fire(char trigger)
    {
        if (detail is Detail.Parameters)
            Machine!.Fire(new TriggerWithParameter<char, int>(trigger), Parameter);
        else
            Machine!.Fire(trigger);
    }

    internal bool CanFire(char trigger) => detail is Detail.Parameters
        ? Machine!.CanFire(new TriggerWithParameter<char, int>(trigger), Parameter)
        : Machine!.CanFire(trigger);

    internal void Turn(int flag) => flags[flag] = !flags[flag];

    internal Statechart<char, char> Build() => Statechart.Build<char, char>(chart =>
    {
        if (test.HasCallback)
        {
            chart.OnUnhandledTrigger(unhandled =>
                Log.Add($"unhandled({unhandled.State},{unhandled.Trigger},{string.Join('|', unhandled.UnmetGuards)})"));
        }

        foreach (var state in test.States)
        {
            var configuration = chart.Configure(state.Name);
            AddActions(configuration, state);
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

    private void AddActions(StateConfiguration<char, char> configuration, StateCase state)
    {
        if (!isTerse)
        {
            configuration
                .OnEntry(t => Act($"en{state.Name}({t}", state.EntryFires))
                .OnExit(t => Act($"ex{state.Name}({t}", state.ExitFires));
        }

        if (isTerse && IsRecorded(state.EntryFires))
            configuration.OnEntry(() => Act($"en{state.Name}", state.EntryFires));
        if (isTerse && IsRecorded(state.ExitFires))
            configuration.OnExit(() => Act($"ex{state.Name}", state.ExitFires));
    }

    /// <summary>Returns whether there is an action: in bare charts only where it fires.</summary>
    private bool IsRecorded(string fires) => detail is not Detail.Bare || fires.Length > 0;

    private void AddWithParameter(StateConfiguration<char, char> state, TransitionCase transition)
    {
        var trigger = new TriggerWithParameter<char, int>(transition.Trigger);
        var added = transition.Kind switch
        {
            TransitionKind.Permit => state.Permit(trigger, transition.Destination),
            TransitionKind.Reentry => state.PermitReentry(trigger),
            TransitionKind.Ignore => state.Ignore(trigger),
            TransitionKind.Internal => state.InternalTransition(trigger, (int _) => { }),
            _ => state.PermitDynamic(trigger, (int _) => Selected(transition)),
        };
        if (transition.Kind is not TransitionKind.Ignore)
            added.Do((int n) => Act($"do{(n == Parameter ? transition.State : '?')}", transition.Fires));
        if (transition.Flag >= 0)
            added.If(() => flags[transition.Flag] == transition.Expected, transition.GuardText);
    }

    private char Selected(TransitionCase transition) => transition.Table[(flags[0] ? 1 : 0) + (flags[1] ? 2 : 0)];

    private void Add(StateConfiguration<char, char> state, TransitionCase transition)
    {
        if (detail is Detail.Parameters)
        {
            AddWithParameter(state, transition);
            return;
        }

        var added = transition.Kind switch
        {
            TransitionKind.Permit => state.Permit(transition.Trigger, transition.Destination),
            TransitionKind.Reentry => state.PermitReentry(transition.Trigger),
            TransitionKind.Ignore => state.Ignore(transition.Trigger),
            TransitionKind.Internal => state.InternalTransition(transition.Trigger, () => { }),
            _ => state.PermitDynamic(transition.Trigger, () => Selected(transition)),
        };
        if (transition.Kind is not TransitionKind.Ignore && isTerse && IsRecorded(transition.Fires))
            added.Do(() => Act($"do{transition.State}", transition.Fires));
        else if (transition.Kind is not TransitionKind.Ignore && !isTerse)
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
                Fire(trigger);
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

/// <summary>What a recorder records.</summary>
internal enum Detail
{
    /// <summary>What actions and observers get and see.</summary>
    Full,

    /// <summary>Actions that take nothing, and the states that they see.</summary>
    Terse,

    /// <summary>As <see cref="Terse"/>, but only actions that fire triggers.</summary>
    Bare,

    /// <summary>As <see cref="Terse"/>, but triggers carry a parameter, which the actions of transitions take.</summary>
    Parameters,
}
