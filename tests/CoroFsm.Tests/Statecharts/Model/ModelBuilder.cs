using System.Globalization;

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

    /// <summary>Gets a chart with steps: words are triggers, numbers are milliseconds.</summary>
    internal static ModelCase CaseOf(ChartDescription chart, string steps) => new(
        chart,
        [.. steps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            step => int.TryParse(step, CultureInfo.InvariantCulture, out var time)
                ? new Step(StepKind.Advance, Milliseconds: time)
                : new Step(StepKind.Fire, step))]);

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
