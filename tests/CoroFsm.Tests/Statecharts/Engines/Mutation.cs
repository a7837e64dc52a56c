using Branch = CoroFsm.Statecharts.Branch<char, char>;
using Destinations = CoroFsm.Statecharts.Destinations<char, char>;
using Plan = CoroFsm.Statecharts.Plan<char, char>;
using Step = CoroFsm.Statecharts.Step<char, char>;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>A fault that is planted in the engine.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Break">Plants it in the tables of a chart.</param>
internal sealed record Mutation(string Name, Action<Statechart<char, char>> Break)
{
    /// <summary>Gets the faults of the general form, which runs the steps of a plan one by one.</summary>
    internal static IReadOnlyList<Mutation> All { get; } =
    [
        OfPlans("exit order reversed", (_, _, plan) => Reversed(plan, StepPart.Exit)),
        OfLevels("guard not evaluated on the superstate", (state, level) =>
            [.. level.Select(branch => branch.Model.Source == state ? branch : Changed(branch, guard: null, plan => plan))]),
        OfPlans("re-entry without exit", (_, branch, plan) =>
            branch.Model.Kind is TransitionKind.Reentry ? plan.Where(step => step.Part is not StepPart.Exit) : plan),
        OfPlans("initial substate skipped", (_, _, plan) => plan.Where(step => !step.Facts.IsInitial)),
        new("queue dropped", _ => { }) { Wrap = machine => new Lossy(machine) },
        OfPlans("state set before exit", (_, _, plan) => plan.OrderBy(step => step.Kind is StepKind.SetState ? 0 : 1)),
        new("internal firing entry", chart => Rewrite(chart, (state, branch, plan) =>
            branch.Model.Kind is TransitionKind.Internal ? plan.Concat(Entering(chart, state, branch)) : plan)),
        OfLevels("ignore falling to the superstate", (_, level) =>
            [.. level.Where(branch => branch.Model.Kind is not TransitionKind.Ignore)]),
        OfPlans("dynamic to self ignored", (state, branch, plan) =>
            branch.Model.Kind is TransitionKind.Dynamic && plan.First(step => step.Kind is StepKind.Transitioned).Facts.Destination == state
                ? []
                : plan),
        OfPlans("completed before entry", (_, _, plan) =>
            plan.OrderBy(step => step switch { { Part: StepPart.Entry } => 2, { Kind: StepKind.Completed } => 1, _ => 0 })),
    ];

    /// <summary>Gets the wrapper of the machine.</summary>
    internal Func<IStateMachine<char, char>, IStateMachine<char, char>> Wrap { get; init; } = machine => machine;

    /// <summary>Gets the tables written again without a fault.</summary>
    internal static Mutation None { get; } = OfPlans("none", (_, _, plan) => plan);

    private static Mutation OfLevels(string name, Func<char, Branch[], Branch[]> change) => new(name, chart => Rewrite(chart, change));

    private static Mutation OfPlans(string name, Func<char, Branch, Step[], IEnumerable<Step>> change) =>
        new(name, chart => Rewrite(chart, change));

    private static void Rewrite(Statechart<char, char> chart, Func<char, Branch[], Branch[]> change)
    {
        foreach (var cells in chart.Cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                var state = chart.States[i];
                var levels = cells[i].Details.Levels.Select(level => change(state, level)).Where(level => level.Length > 0);
                cells[i] = new([.. levels], parameter: null);
            }
        }
    }

    private static void Rewrite(Statechart<char, char> chart, Func<char, Branch, Step[], IEnumerable<Step>> change) => Rewrite(
        chart,
        (state, level) =>
            [.. level.Select(branch => Changed(branch, branch.Guard, plan => Slow([.. change(state, branch, plan.Observed)])))]);

    /// <summary>Creates a plan without quick forms.</summary>
    private static Plan Slow(Step[] steps) => new(0, steps, needsParameter: true);

    private static Branch Changed(Branch branch, Guard? guard, Func<Plan, Plan> change)
    {
        if (branch.Plan is { } plan)
            return new(branch.Model, guard, change(plan));
        var planTo = branch.Destinations.PlanTo;
        return new(branch.Model, guard, new Destinations(
            ChartCase.MaxStates, isPlain: false, state => planTo(state) is { } plan ? change(plan) : null));
    }

    private static Step[] Reversed(Step[] plan, StepPart part)
    {
        var reversed = new Stack<Step>(plan.Where(step => step.Part == part));
        return [.. plan.Select(step => step.Part == part ? reversed.Pop() : step)];
    }

    private static IEnumerable<Step> Entering(Statechart<char, char> chart, char state, Branch branch) =>
        chart.Model.States.First(candidate => candidate.State == state).Entries
            .Select(entry => new Step(StepKind.Effect, StepPart.Entry, 0, entry.Effect, new(state, state, branch.Model.Trigger)));

    /// <summary>Drops triggers that are fired while another is handled.</summary>
    private sealed class Lossy(IStateMachine<char, char> machine) : IStateMachine<char, char>
    {
        private bool isFiring;

        public char State => machine.State;

        public IReadOnlyList<char> GetPermittedTriggers() => machine.GetPermittedTriggers();

        public bool IsIn(char state) => machine.IsIn(state);

        public bool CanFire(char trigger) => machine.CanFire(trigger);

        public bool CanFire<TParameter>(TriggerWithParameter<char, TParameter> trigger, TParameter parameter) =>
            machine.CanFire(trigger, parameter);

        public void Fire(char trigger)
        {
            if (isFiring)
                return;

            isFiring = true;
            try
            {
                machine.Fire(trigger);
            }
            finally
            {
                isFiring = false;
            }
        }

        public void Fire<TParameter>(TriggerWithParameter<char, TParameter> trigger, TParameter parameter) =>
            machine.Fire(trigger, parameter);

        public bool TryFire(char trigger) => machine.TryFire(trigger);

        public bool TryFire<TParameter>(TriggerWithParameter<char, TParameter> trigger, TParameter parameter) =>
            machine.TryFire(trigger, parameter);
    }
}
