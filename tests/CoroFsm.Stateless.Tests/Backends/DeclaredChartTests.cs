using CoroFsm.Statecharts.Backends;
using CoroFsm.TestSupport;

namespace CoroFsm.Stateless.Tests.Backends;

/// <summary>What a backend reads of a chart, and how the chart refuses wrong calls of a backend.</summary>
public sealed class DeclaredChartTests
{
    private static readonly TriggerWithParameter<char, int> Number = new('n');
    private static readonly TriggerWithParameter<char, string> Text = new('t');

    private readonly List<string> log = [];
    private readonly Statechart<char, char> chart;
    private readonly DeclaredChart<char, char> declared;

    public DeclaredChartTests()
    {
        chart = Statechart.Build<char, char>(chart =>
        {
            chart.MaxQueued = 7;
            chart.MaxDeferred = 5;
            chart.Configure('P').InitialTransition('A').Ignore('i').OnExit(() => log.Add("exit P"), "leave P");
            chart.Configure('A').SubstateOf('P')
                .OnEntry(() => log.Add("enter A"))
                .OnEntryFrom(Number, n => log.Add($"enter A with {n}"))
                .PermitReentry('r')
                .InternalTransition(Text, text => log.Add($"text {text}"));
            chart.Configure('B')
                .Permit(Number, 'A').If(n => n > 0, "positive").If(() => true, "always").Do(n => log.Add($"do {n}"))
                .PermitDynamic('d', () => '?')
                .PermitDynamic('e', () => 'P', ['A'])
                .PermitDynamic('f', () => 'A');
        });
        declared = new(chart);
    }

    [Fact]
    public void States_OfAChart_AreThoseDeclared()
    {
        Assert.Equal(['P', 'A', 'B'], declared.States.Select(state => state.State));
        var (outer, inner) = (declared.Find('P')!, declared.Find('A')!);
        Assert.Null(outer.Superstate);
        Assert.Same(inner, outer.InitialSubstate);
        Assert.Same(outer, inner.Superstate);
        Assert.Null(inner.InitialSubstate);
        Assert.Null(declared.Find('?'));
        Assert.Equal((7, 5), (declared.MaxQueued, declared.MaxDeferred));
        Assert.Equal("leave P", Assert.Single(outer.ExitActions).Text);
        Assert.Equal(2, inner.EntryActions.Count);
    }

    [Fact]
    public void Transitions_OfAllKinds_AreThoseDeclared()
    {
        string[] all =
        [
            .. declared.States.SelectMany(state => state.Transitions).Select(transition => $"{transition.Kind} {transition}"),
        ];
        Assert.Equal(
            [
                "Ignore P -> P : i",
                "Reentry A -> A : r",
                "Internal A -> A : t",
                "Permit B -> A : n",
                "Dynamic B -> ? : d",
                "Dynamic B -> ? : e",
                "Dynamic B -> ? : f",
            ],
            all);
        Assert.Equal("definrt", string.Concat(declared.Triggers.Order()));
        Assert.Equal("positive and always", Transition('B', 'n').GuardText);
        Assert.Null(Transition('A', 'r').GuardText);
        Assert.Equal(typeof(int), declared.GetParameterType('n'));
        Assert.Null(declared.GetParameterType('r'));
        Assert.Null(declared.GetParameterType('?'));
    }

    [Fact]
    public void Validate_ParameterAsDeclared_Passes()
    {
        declared.Validate(Number.With(1));
        declared.Validate('r');
        declared.Validate('?');
        declared.Validate(new TriggerWithParameter<char, Guid>('r').With(default));      // nothing takes it
    }

    [Fact]
    public void Validate_ParameterMissingOrOfAnotherType_Throws()
    {
        Assert.StartsWith(
            "Trigger n carries a parameter.",
            Record<ArgumentException>(() => declared.Validate('n')),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Trigger n carries a System.Int32, but was fired with a System.String.",
            Record<ArgumentException>(() => declared.Validate(new TriggerWithParameter<char, string>('n').With("1"))),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => declared.Validate(default));
    }

    [Fact]
    public void Holds_Guard_IsEvaluatedOnTheParameter()
    {
        var transition = Transition('B', 'n');
        Assert.True(transition.Holds(Number.With(1), context: null));
        Assert.False(transition.Holds(Number.With(0), context: null));
        Assert.True(transition.Holds('n', context: null));
        Assert.True(Transition('A', 'r').Holds('r', context: null));
    }

    /// <summary>An untyped reference leads to the parameter: it must never be read as another type, whatever the backend passes.</summary>
    [Fact]
    public void AnyCallback_ParameterOfAnotherTrigger_Throws()
    {
        var transition = Transition('B', 'n');
        Assert.Throws<ArgumentException>(() => transition.Holds(Text.With("1"), context: null));
        Assert.Throws<ArgumentException>(() => transition.Actions[0].Run(Step('B', 'A', 'n'), Text.With("1")));
        Assert.Throws<ArgumentException>(() => transition.Actions[0].Run(Step('B', 'A', 'n'), 'n'));
        Assert.Throws<ArgumentException>(() => declared.Find('A')!.EntryActions[1].Run(Step('B', 'A', 'n'), Text.With("1")));
        Assert.Throws<ArgumentException>(() => declared.Find('A')!.EntryActions[1].Run(Step('B', 'A', 'n'), default));
        Assert.Empty(log);
    }

    [Fact]
    public void Run_EntryActionOfOneTrigger_RunsForThatTrigger()
    {
        foreach (var action in declared.Find('A')!.EntryActions)
        {
            action.Run(Step('B', 'A', 'f'), 'f');
            action.Run(Step('B', 'A', 'n'), Number.With(3));
        }

        Assert.Equal(["enter A", "enter A", "enter A with 3"], log);
        Assert.Throws<InvalidOperationException>(() => declared.Find('A')!.EntryActions[0].Run(default, 'f'));
    }

    [Fact]
    public void Select_DynamicTransition_ReturnsOnlyItsDestinations()
    {
        Assert.Same(declared.Find('A'), Transition('B', 'f').Select('f', context: null));
        Assert.Same(declared.Find('A'), Transition('B', 'n').Select('n', context: null));
        Assert.Contains(
            "chose ?, which the chart does not have",
            Record<InvalidOperationException>(() => Transition('B', 'd').Select('d', context: null)),
            StringComparison.Ordinal);
        Assert.Contains(
            "chose P, which is not one of its destinations",
            Record<InvalidOperationException>(() => Transition('B', 'e').Select('e', context: null)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ApplyUnhandledPolicy_NoPolicy_ThrowsWithUnmetGuards()
    {
        var error = Assert.Throws<UnhandledTriggerException>(() => declared.ApplyUnhandledPolicy('B', 'n', context: null));
        Assert.Equal(["positive and always"], error.UnmetGuards);
        Assert.Empty(Assert.Throws<UnhandledTriggerException>(() => declared.ApplyUnhandledPolicy('?', 'n', context: null)).UnmetGuards);
        Assert.False(declared.DefersUnhandled);
    }

    [Fact]
    public void ApplyUnhandledPolicy_Action_IsCalledWithContext()
    {
        var built = Statechart.Build<char, char>(chart => chart
            .OnUnhandledTrigger(Unhandled.Defer)
            .OnUnhandledTrigger(unhandled => log.Add($"{unhandled.State} {unhandled.Trigger} {unhandled.Context}"))
            .Configure('A'));
        DeclaredChart<char, char> read = new(built);
        read.ApplyUnhandledPolicy('A', 'x', "context");
        Assert.Equal(["A x context"], log);
        Assert.False(read.DefersUnhandled);
    }

    [Theory]
    [InlineData(Unhandled.Ignore)]
    [InlineData(Unhandled.Defer)]
    public void ApplyUnhandledPolicy_IgnoreOrDefer_DoesNothing(Unhandled policy)
    {
        DeclaredChart<char, char> read =
            new(Statechart.Build<char, char>(chart => chart.OnUnhandledTrigger(policy).Configure('A')));
        read.ApplyUnhandledPolicy('A', 'x', context: null);
        Assert.Equal(policy is Unhandled.Defer, read.DefersUnhandled);
    }

    /// <summary>A backend can defer: what it keeps comes before newer triggers, with its parameter.</summary>
    [Fact]
    public void Interpreter_ChartThatDefers_BehavesEqually()
    {
        var built = Statechart.Build<char, char>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure('A').Permit('x', 'B').OnExit(t => t.Machine.Fire('y'));
            chart.Configure('B').InternalTransition(Number, n => log.Add($"{n}")).InternalTransition('y', () => log.Add("y"));
        });
        foreach (var machine in new IStateMachine<char, char>[] { built.Start('A'), Interpret(built, 'A') })
        {
            log.Clear();
            machine.Fire(Number, 1);
            machine.Fire(Number, 2);
            Assert.Empty(log);
            machine.Fire('x');
            Assert.Equal(["1", "2", "y"], log);
        }
    }

    [Fact]
    public void Transition_WithoutMachineOrState_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new Transition<char, char>('A', 'B', 'x', machine: null!));
        Assert.Throws<ArgumentNullException>(() => new Transition<string, char>(null!, "B", 'x', Machine()));
        Assert.Throws<ArgumentNullException>(() => new Transition<string, char>("A", null!, 'x', Machine()));
        Assert.Throws<ArgumentNullException>(() => new DeclaredChart<char, char>(null!));

        static IStateMachine<string, char> Machine() => Statechart.Build<string, char>(chart => chart.Configure("A")).Start("A");
    }

    private static Interpreter<char, char> Interpret(Statechart<char, char> chart, char state) =>
        new(chart, () => state, value => state = value);

    private static string Record<TException>(Action act)
        where TException : Exception =>
        Assert.Throws<TException>(act).Message;

    private DeclaredTransition<char, char> Transition(char state, char trigger) =>
        declared.Find(state)!.Transitions.Single(transition => transition.Trigger == trigger);

    private Transition<char, char> Step(char source, char destination, char trigger) =>
        new(source, destination, trigger, chart.Start(source));
}
