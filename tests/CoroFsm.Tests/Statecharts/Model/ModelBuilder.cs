namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Writes descriptions of charts in few words.</summary>
internal static class ModelBuilder
{
    internal static StateDescription State(string name, string? parent = null, string? initial = null) =>
        Logged(new(name, parent) { Initial = initial is null ? null : new(name, Cause.Always, initial) { Actions = [] } });

    internal static StateDescription Parallel(string name, string? parent = null) => Logged(new(name, parent, StateKind.Parallel));

    internal static StateDescription Final(string name, string? parent = null) => Logged(new(name, parent, StateKind.Final));

    internal static StateDescription Shallow(string name, string parent, params string[] otherwise) =>
        History(new(name, parent, StateKind.ShallowHistory), otherwise);

    internal static StateDescription Deep(string name, string parent, params string[] otherwise) =>
        History(new(name, parent, StateKind.DeepHistory), otherwise);

    internal static TransitionDescription On(string trigger, string source, params string[] targets) =>
        new(source, Cause.On(trigger), targets) { Actions = [] };

    internal static TransitionDescription Always(string source, params string[] targets) =>
        new(source, Cause.Always, targets) { Actions = [] };

    internal static TransitionDescription Completed(string source, params string[] targets) =>
        new(source, Cause.Completed, targets) { Actions = [] };

    internal static TransitionDescription After(int milliseconds, string source, params string[] targets) =>
        new(source, Cause.After(milliseconds), targets) { Actions = [] };

    internal static GuardDescription Is(int number) => new(GuardKind.Equals, number);

    internal static GuardDescription In(string state) => new(GuardKind.In, State: state);

    internal static ActionDescription Raise(string trigger) => new(ActionKind.Raise, trigger);

    internal static ActionDescription Set(int number) => new(ActionKind.Set, Value: number);

    internal static ActionDescription Add(int number) => new(ActionKind.Add, Value: number);

    internal static ActionDescription Probe(string state) => new(ActionKind.Probe, state);

    /// <summary>Runs steps in the reference interpreter: words are triggers, numbers are milliseconds.</summary>
    /// <returns>What the steps logged.</returns>
    internal static string RunInModel(ChartDescription chart, string steps) => string.Join(", ", Execute(chart, steps).World.Log);

    /// <summary>Runs steps in the reference interpreter.</summary>
    /// <returns>The active leaves.</returns>
    internal static string StatesInModel(ChartDescription chart, string steps) => string.Join(" ", Execute(chart, steps).Model.States);

    private static (ReferenceInterpreter Model, World World) Execute(ChartDescription chart, string steps)
    {
        World world = new();
        ReferenceInterpreter model = new(chart, world);
        model.Enter(chart.Start);
        foreach (var step in steps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            world.Begin();
            if (int.TryParse(step, out var milliseconds))
                model.Advance(milliseconds);
            else
                model.Fire(step);
        }

        return (model, world);
    }

    private static StateDescription Logged(StateDescription state) => state with
    {
        Entry = [],
        Exit = [],
        Completed = state.Kind is StateKind.Final ? null : [],
    };

    private static StateDescription History(StateDescription history, string[] otherwise) => otherwise.Length == 0
        ? history
        : history with { Initial = new(history.Name, Cause.Always, otherwise) { Actions = [] } };
}
