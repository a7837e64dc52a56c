using CoroFsm.Stateless;

namespace CoroFsm.Tests.Statecharts;

/// <summary>Actions that take the transition together with the context or the parameter, on both engines.</summary>
public sealed class ActionFormTests
{
    private static readonly TriggerWithParameter<char, int> Go = new('g');

    private static readonly Statechart<char, char> Chart = Statechart.Build<char, char>(chart =>
    {
        chart.Configure('A')
            .OnExit((List<string> log, Transition<char, char> transition) => log.Add($"exit {transition}"))
            .Permit(Go, 'B').Do((number, transition) => Log(transition).Add($"do {number} {transition}"))
            .Permit('x', 'B').Do((List<string> log, Transition<char, char> transition) => log.Add($"do {transition}"))
            .InternalTransition('i', (List<string> log, Transition<char, char> transition) =>
                log.Add($"internal {transition.Trigger}"));
        chart.Configure('B')
            .OnEntry((List<string> log, Transition<char, char> transition) => log.Add($"entry {transition}"))
            .OnEntryFrom('x', (List<string> log, Transition<char, char> transition) => log.Add($"entry from {transition.Trigger}"))
            .OnEntryFrom(Go, (number, transition) => Log(transition).Add($"entry from {transition.Trigger} with {number}"))
            .InternalTransition(Go, (number, transition) => Log(transition).Add($"internal {transition.Trigger} with {number}"));
    });

    public static TheoryData<string> Engines => ["own", "Stateless"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Fire_WithParameter_PassesParameterAndTransition(string engine)
    {
        List<string> log = [];
        var machine = Start(engine, log);
        machine.Fire(Go, 7);
        machine.Fire(Go, 8);
        Assert.Equal(
            ["exit A -> B : g", "do 7 A -> B : g", "entry A -> B : g", "entry from g with 7", "internal g with 8"], log);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Fire_WithoutParameter_PassesContextAndTransition(string engine)
    {
        List<string> log = [];
        var machine = Start(engine, log);
        machine.Fire('i');
        machine.Fire('x');
        Assert.Equal(["internal i", "exit A -> B : x", "do A -> B : x", "entry A -> B : x", "entry from x"], log);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void GetDetailedPermittedTriggers_EachEngine_NamesParameterTypes(string engine)
    {
        var machine = Start(engine, []);
        Assert.Equal(
            [new('g', typeof(int)), new('i', null), new('x', null)],
            machine.GetDetailedPermittedTriggers().OrderBy(permitted => permitted.Trigger));
    }

    [Fact]
    public void GetDetailedPermittedTriggers_ForeignMachine_KnowsNoTypes()
    {
        var machine = new global::Stateless.StateMachine<char, char>('A');
        machine.Configure('A').Permit('x', 'B');
        Assert.Equal([new('x', null)], machine.AsStateMachine().GetDetailedPermittedTriggers());
    }

    private static IStateMachine<char, char> Start(string engine, List<string> log) =>
        engine is "own" ? Chart.Start('A', log) : Chart.StartOnStateless('A', log);

    private static List<string> Log(Transition<char, char> transition) => (List<string>)transition.Context!;
}
