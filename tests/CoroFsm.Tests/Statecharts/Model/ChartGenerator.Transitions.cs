namespace CoroFsm.Tests.Statecharts.Model;

/// <content>The transitions of a generated chart.</content>
internal sealed partial class ChartGenerator
{
    private TransitionDescription[] Transitions(bool takesFirst)
    {
        var sources = states.Where(state => !state.IsHistory && state.Kind is not StateKind.Final).Select(state => state.Name).ToArray();
        if (sources.Length == 0)
            return [];

        List<TransitionDescription> transitions = [];
        for (var i = states.Count + random.Next(2 * states.Count); i > 0; i--)
        {
            if (Transition(Pick(sources)) is { } transition)
                transitions.Add(transition);
        }

        return takesFirst ? [.. transitions] : [.. transitions.Where(MayBeTaken)];

        // Without an order, a state has one transition for each cause, or several with guards.
        bool MayBeTaken(TransitionDescription transition)
        {
            var first = transitions.Find(other => (other.Source, other.Cause) == (transition.Source, transition.Cause));
            return ReferenceEquals(transition, first) || (transition.Guard is not null && first!.Guard is not null);
        }
    }

    private TransitionDescription? Transition(string source)
    {
        var dice = random.Next(100);
        if (dice < 12 && !isPlain)
            return Always(source);

        var cause = dice < 26 && tree.CanComplete(source) ? Cause.Completed
            : dice < 42 && hasTimers ? Cause.After(1 + random.Next(4))
            : Cause.On(Pick(triggers));
        var targets = cause.Kind is CauseKind.Trigger && Chance(12) ? [] : Targets(source);

        // Otherwise too many charts complete the same state without end.
        if (cause.Kind is CauseKind.Completed && Array.Exists(targets, target => tree.IsWithin(target, source)) && Chance(80))
            return null;
        return new(source, cause, targets)
        {
            Reenter = targets.Length > 0 && !isPlain && Chance(15),
            Guard = Chance(25) && (hasNumbers || !isBare) ? Guard() : null,
            Actions = Actions(raises: 15),
        };
    }

    /// <summary>
    /// Creates a transition without a trigger. Without a guard it leads forward; its guard is mostly made false, so that few charts never
    /// come to rest.
    /// </summary>
    private TransitionDescription? Always(string source)
    {
        var targets = Targets(source);
        if (Array.TrueForAll(targets, target => tree.IsForward(source, target)) && Chance(40))
            return new(source, Cause.Always, targets) { Actions = Actions(raises: 15) };
        if (!hasNumbers)
            return null;

        // No transition waits for the last number.
        return new(source, Cause.Always, Chance(15) ? [] : targets)
        {
            Guard = new(GuardKind.Equals, random.Next(World.Numbers - 1)),
            Actions = Chance(97) ? [new(ActionKind.Set, Value: World.Numbers - 1)] : [],
        };
    }

    /// <summary>Picks targets: histories, what is within the source, around it, or anywhere.</summary>
    private string[] Targets(string source)
    {
        var all = states.Select(state => state.Name).ToArray();
        var dice = random.Next(100);
        var candidates = dice switch
        {
            < 20 => all.Where(state => tree[state].IsHistory),
            < 40 => all.Where(state => tree.IsWithin(state, source)),
            < 50 => all.Where(state => tree.IsWithin(source, state)),
            _ => all,
        };
        return Forked(Pick(candidates.Any() ? candidates : all), all);
    }

    private GuardDescription Guard() => isBare || (hasNumbers && Chance(65))
        ? new(Chance(50) ? GuardKind.Equals : GuardKind.Differs, random.Next(World.Numbers))
        : new(Chance(50) ? GuardKind.In : GuardKind.NotIn, State: Pick(states.Where(state => !state.IsHistory)).Name);
}
