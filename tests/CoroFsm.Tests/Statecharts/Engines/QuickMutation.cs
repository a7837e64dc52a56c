using Branch = CoroFsm.Statecharts.Branch<char, char>;
using Cell = CoroFsm.Statecharts.Cell<char, char>;
using Destinations = CoroFsm.Statecharts.Destinations<char, char>;
using Plan = CoroFsm.Statecharts.Plan<char, char>;
using Step = CoroFsm.Statecharts.Step<char, char>;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>A fault that is planted in the cells of one short form.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Form">The form; cells of other forms are left as they are.</param>
/// <param name="Detail">How much the charts do: some forms only occur in charts with few actions.</param>
/// <param name="Change">Changes the levels of a cell. Takes the state of the cell and the number of states, too.</param>
internal sealed record QuickMutation(string Name, CellForm Form, Detail Detail, Func<int, int, Branch[][], Branch[][]> Change)
{
    internal static IReadOnlyList<QuickMutation> All { get; } =
    [
        OfSteps("plain: another state", CellForm.Plain, Detail.Bare, ToNextState),
        new("plain: falls to the superstate", CellForm.Plain, Detail.Terse, (_, _, levels) => levels[1..]),
        new("sole: guard not evaluated", CellForm.Sole, Detail.Terse, (_, _, levels) =>
            [[new(levels[0][0].Model, guard: null, levels[0][0].Plan!)], .. levels[1..]]),
        new("sole: superstates not asked", CellForm.Sole, Detail.Terse, (_, _, levels) => levels[..1]),
        OfSteps("sole: another state", CellForm.Sole, Detail.Terse, ToNextState),
        OfSteps("sole: state set first", CellForm.Sole, Detail.Terse, SettingFirst),
        OfSteps("sole: state set last", CellForm.Sole, Detail.Terse, SettingLast),
        OfSteps("sole: last action skipped", CellForm.Sole, Detail.Terse, WithoutLastAction),
        new("alternatives: first one only", CellForm.Alternatives, Detail.Terse, (_, _, levels) => [[levels[0][0]], .. levels[1..]]),
        new("alternatives: ambiguity not found", CellForm.Alternatives, Detail.Terse, (_, _, levels) =>
            [[.. levels[0][..1], .. levels[0][1..].Select(branch => Except(branch, levels[0][0]))], .. levels[1..]]),
        new("alternatives: superstates not asked", CellForm.Alternatives, Detail.Terse, (_, _, levels) => levels[..1]),
        OfSteps("alternatives: state set last", CellForm.Alternatives, Detail.Terse, SettingLast),
        OfDestinations("dynamic: actions skipped", Detail.Terse, (count, destinations) => new(count, isPlain: true, destinations.PlanTo)),
        OfDestinations("dynamic: another state", Detail.Bare, (count, destinations) =>
            new(count, isPlain: false, state => destinations.PlanTo((state + 1) % count))),
        OfSteps("parameter: another state", CellForm.Parameter, Detail.Parameters, ToNextState),
        OfSteps("parameter: state set first", CellForm.Parameter, Detail.Parameters, SettingFirst),
        OfSteps("parameter: state set last", CellForm.Parameter, Detail.Parameters, SettingLast),
        OfSteps("parameter: last action skipped", CellForm.Parameter, Detail.Parameters, WithoutLastAction),
    ];

    /// <summary>Gets the cells of one form written again without a fault, for each form.</summary>
    internal static IReadOnlyList<QuickMutation> None { get; } =
    [
        .. from form in new[] { CellForm.Plain, CellForm.Sole, CellForm.Alternatives }
           from detail in new[] { Detail.Terse, Detail.Bare }
           select OfSteps($"{form}, {detail}", form, detail, (_, steps) => steps),
        OfSteps("Parameter", CellForm.Parameter, Detail.Parameters, (_, steps) => steps),
        OfDestinations("Dynamic, Terse", Detail.Terse, (_, destinations) => destinations),
        OfDestinations("Dynamic, Bare", Detail.Bare, (_, destinations) => destinations),
    ];

    /// <summary>Plants the fault in the tables of a chart.</summary>
    internal void Break(Statechart<char, char> chart)
    {
        for (var trigger = 0; trigger < chart.Cells.Length; trigger++)
        {
            var (cells, parameter) = (chart.Cells[trigger], chart.Parameters[trigger]);
            for (var state = 0; state < cells.Length; state++)
            {
                var levels = cells[state].Details.Levels;
                if (Cell.FormOf(levels is [var innermost, ..] ? innermost : [], parameter) == Form)
                    cells[state] = new(Change(state, cells.Length, levels), parameter);
            }
        }
    }

    private static QuickMutation OfSteps(string name, CellForm form, Detail detail, Func<int, Step[], IEnumerable<Step>> change) =>
        new(name, form, detail, (state, count, levels) =>
        [
            [.. levels[0].Select(branch => new Branch(
                branch.Model,
                branch.Guard,
                new Plan(state, [.. change(count, branch.Plan!.Observed)], needsParameter: form is CellForm.Parameter)))],
            .. levels[1..],
        ]);

    private static QuickMutation OfDestinations(string name, Detail detail, Func<int, Destinations, Destinations> change) =>
        new(name, CellForm.Dynamic, detail, (_, count, levels) =>
        [
            [new(levels[0][0].Model, guard: null, change(count, levels[0][0].Destinations))],
            .. levels[1..],
        ]);

    private static IEnumerable<Step> ToNextState(int count, Step[] steps) =>
        steps.Select(step => step.Kind is StepKind.SetState ? step with { State = (step.State + 1) % count } : step);

    private static IEnumerable<Step> SettingFirst(int count, Step[] steps) => steps.OrderBy(step => step.Kind is StepKind.SetState ? 0 : 1);

    private static IEnumerable<Step> SettingLast(int count, Step[] steps) => steps.OrderBy(step => step.Kind is StepKind.SetState ? 1 : 0);

    private static IEnumerable<Step> WithoutLastAction(int count, Step[] steps)
    {
        var last = Array.FindLastIndex(steps, step => step.Kind is StepKind.Call or StepKind.Effect);
        return steps.Where((_, i) => i != last);
    }

    private static Branch Except(Branch branch, Branch other) =>
        new(branch.Model, Guard.Of(() => !other.Condition!() && branch.Condition!(), "except"), branch.Plan!);
}
