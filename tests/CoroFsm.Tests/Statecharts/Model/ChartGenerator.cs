namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>
/// Generates legal charts with all features, and what is done with them. Small charts that are dense in regions, histories, re-entries and
/// raised triggers find more than large ones.
/// </summary>
internal sealed partial class ChartGenerator
{
    private const int MaxDepth = 4;

    private readonly Random random;
    private readonly List<StateDescription> states = [];
    private readonly bool isBare;
    private readonly bool hasNumbers;
    private readonly bool hasTimers;
    private readonly bool isPlain;
    private readonly string[] triggers;
    private ChartTree tree = new([]);

    private ChartGenerator(Random random, Features features)
    {
        this.random = random;
        isPlain = features is Features.Plain;
        isBare = random.Next(4) == 0;
        hasNumbers = features is not Features.Finite;
        hasTimers = features is Features.All && random.Next(3) == 0;
        triggers = [.. Enumerable.Range(0, 2 + random.Next(3)).Select(i => $"e{i}"), "e0.a", "e0.a.b"];
    }

    internal static ModelCase Create(int seed, Features features = Features.All) => new ChartGenerator(new(seed), features).Create();

    private ModelCase Create()
    {
        AddStates();
        tree = new(states);
        if (!isPlain)
            AddHistories();
        tree = new(states);
        for (var i = 0; i < states.Count; i++)
            states[i] = Completed(states[i]);

        // Guards that ask for active states get the machine from the first entry action.
        var start = random.Next(states.Count(state => !state.IsHistory));
        if (!isBare)
            states[start] = states[start] with { Entry = states[start].Entry ?? [] };

        var takesFirst = !isPlain && Chance(80);
        var transitions = Transitions(takesFirst);
        StateDescription[] declared = [.. states];
        if (Chance(30))
            random.Shuffle(declared);
        var chart = new ChartDescription(declared, transitions)
        {
            Generalizations = takesFirst && Chance(40) ? [new("e0.a", "e0"), new("e0.a.b", "e0.a"), new("e1", "e0")] : [],
            TakesFirst = takesFirst,
            IsPlain = isPlain,
            Start = states[start].Name,
        };
        return new(chart, Steps([.. chart.Triggers.DefaultIfEmpty("e0")]));
    }

    /// <summary>Adds states, each to a superstate that is there or to the top level.</summary>
    private void AddStates()
    {
        var count = 3 + Math.Min(random.Next(16), random.Next(16));
        var depths = new int[count];
        for (var i = 0; i < count; i++)
        {
            var parents = Enumerable.Range(0, i).Where(parent => depths[parent] < MaxDepth - 1).ToArray();
            var parent = i == 0 || Chance(25) ? -1 : Pick(Chance(50) ? parents[^Math.Min(3, parents.Length)..] : parents);
            depths[i] = parent < 0 ? 0 : depths[parent] + 1;
            states.Add(new($"s{i}", parent < 0 ? null : $"s{parent}"));
        }

        for (var i = 0; i < count && !isPlain; i++)
        {
            var name = states[i].Name;
            var children = states.Count(state => state.Parent == name);
            if (children >= 2 ? Chance(55) : children == 1 && Chance(10))
                states[i] = states[i] with { Kind = StateKind.Parallel };
        }

        for (var i = 0; i < count && !isPlain; i++)
        {
            var parent = states.Find(state => state.Name == states[i].Parent);
            if (states.Exists(state => state.Parent == states[i].Name) || parent?.Kind is StateKind.Parallel)
                continue;
            if (Chance(parent is null ? 10 : 40))
                states[i] = states[i] with { Kind = StateKind.Final };
        }
    }

    private void AddHistories()
    {
        foreach (var state in states.ToArray())
        {
            if (tree.ChildrenOf(state.Name).Length == 0)
                continue;
            if (Chance(25))
                states.Add(new($"h{state.Name}", state.Name, StateKind.ShallowHistory));
            if (Chance(30))
                states.Add(new($"d{state.Name}", state.Name, StateKind.DeepHistory));
        }
    }

    /// <summary>Adds the initial substates and the actions of a state, and the default of a history state.</summary>
    private StateDescription Completed(StateDescription state)
    {
        if (state.IsHistory)
            return Chance(60) ? state with { Initial = DefaultOf(state) } : state;

        var children = tree.ChildrenOf(state.Name);
        return state with
        {
            Entry = Actions(raises: 20),
            Exit = Actions(raises: 10),
            Completed = children.Length > 0 && !isPlain ? Actions(raises: 20) : null,
            Initial = children.Length > 0 && state.Kind is StateKind.Ordinary && (!isPlain || Chance(75)) ? InitialOf(state.Name) : null,
        };
    }

    private TransitionDescription InitialOf(string state)
    {
        var below = tree.Below(state).Where(other => !tree[other].IsHistory || tree[other].Parent != state).ToArray();
        var target = Pick(isPlain || Chance(75) ? below.Where(other => tree[other].Parent == state) : below);
        return new(state, Cause.Always, Forked(target, below)) { Actions = isPlain || Chance(50) ? null : Actions(raises: 10) };
    }

    private TransitionDescription DefaultOf(StateDescription history)
    {
        var below = tree.Below(history.Parent!).Where(other => tree[other].Parent != history.Parent || !tree[other].IsHistory);
        string[] candidates = history.Kind is StateKind.ShallowHistory
            ? [.. below.Where(other => tree[other].Parent == history.Parent)]
            : [.. below];
        return new(history.Name, Cause.Always, Forked(Pick(candidates), candidates)) { Actions = Chance(30) ? null : Actions(raises: 10) };
    }

    /// <summary>Adds further targets in other regions, sometimes.</summary>
    private string[] Forked(string target, IEnumerable<string> candidates)
    {
        List<string> targets = [target];
        while (Chance(45))
        {
            string[] more = [.. candidates.Where(other => targets.TrueForAll(one => tree.AreOrthogonal(one, other)))];
            if (more.Length == 0)
                break;
            targets.Add(Pick(more));
        }

        return [.. targets];
    }

    private ActionDescription[]? Actions(int raises)
    {
        if (Chance(isBare ? 80 : 20))
            return null;

        List<ActionDescription> actions = [];
        if (Chance(raises))
            actions.Add(new(!isPlain && Chance(75) ? ActionKind.Raise : ActionKind.Fire, Pick(triggers)));
        if (hasNumbers && Chance(15))
            actions.Add(new(Chance(50) ? ActionKind.Set : ActionKind.Add, Value: 1 + random.Next(2)));
        if (!isPlain && Chance(10))
            actions.Add(new(ActionKind.Probe, Pick(states.Where(state => !state.IsHistory)).Name));
        return [.. actions];
    }

    private Step[] Steps(string[] triggers)
    {
        List<Step> steps = [];
        for (var i = 4 + random.Next(11); i > 0; i--)
        {
            steps.Add(hasTimers && Chance(25) ? new(StepKind.Advance, Milliseconds: 1 + random.Next(5))
                : new(isPlain || Chance(93) ? StepKind.Fire : StepKind.Raise, Pick(triggers)));
        }

        if (!isPlain && Chance(20))
            steps.Add(new(StepKind.Exit));
        return [.. steps];
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(IEnumerable<T> items)
    {
        var all = items as T[] ?? [.. items];
        return all[random.Next(all.Length)];
    }
}

/// <summary>What generated charts have.</summary>
internal enum Features
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>No timers and no numbers: finitely many configurations.</summary>
    Finite,

    /// <summary>Only what charts with one current state have.</summary>
    Plain,
}
