using CoroFsm.Stateless;

namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>Exceptions of user code are part of the observed behavior.</summary>
public sealed class ReactionTests
{
    [Fact]
    public void Explore_ActionThrowsArgumentException_IsPartOfBehavior()
    {
        var strict = Statechart.Build<string, string>(chart => chart.Configure("Idle").InternalTransition("go", () => Refuse("go")));
        var result = Equivalence.Explore(() => ExploredMachine.Of(strict.Start("Idle")), () => Adapted(_ => true), ["go"]);
        Assert.Contains("throws ArgumentException on the left, handled on the right", result.ToString(), StringComparison.Ordinal);
        Equivalence.Explore(
            () => ExploredMachine.Of(strict.Start("Idle")),
            () => ExploredMachine.Of(strict.StartOnStateless("Idle")),
            ["go"]).EnsureEqual();

        static void Refuse(string trigger) => throw new ArgumentException("Not today.", nameof(trigger));
    }

    [Fact]
    public void Explore_ActionOmitsParameterOfOtherTrigger_IsPartOfBehavior()
    {
        var ping = new TriggerWithParameter<string, int>("ping");
        var forgetful = Statechart.Build<string, string>(chart => chart.Configure("Idle")
            .InternalTransition(ping, _ => { })
            .InternalTransition("go", facts => facts.Machine.Fire("ping")));
        var result = Equivalence.Explore(() => ExploredMachine.Of(forgetful.Start("Idle")), () => Adapted(_ => true), ["go"]);
        Assert.Contains("throws ArgumentException on the left, handled on the right", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_StatelessTriggerNeedsParameter_IsRefusedWithFix()
    {
        var ping = new TriggerWithParameter<string, int>("ping");
        var pinged = Statechart.Build<string, string>(chart => chart.Configure("Idle").InternalTransition(ping, _ => { }));
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => ExploredMachine.Of(pinged.StartOnStateless("Idle")),
            () => ExploredMachine.Of(pinged.StartOnStateless("Idle")),
            ["ping"]));
        Assert.Contains("ExploredMachine.Of(machine, (machine, e) => machine.Fire(…)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_StatelessActionThrowsAndGuardTurnsFalse_IsNotUnhandled()
    {
        var result = Equivalence.Explore(() => ExploredMachine.Of(Used().AsStateMachine()), () => Adapted(_ => false), ["use"]);
        Assert.Contains(
            "throws InvalidOperationException on the left, unhandled on the right", result.ToString(), StringComparison.Ordinal);

        static global::Stateless.StateMachine<string, string> Used()
        {
            var isNew = true;
            var machine = new global::Stateless.StateMachine<string, string>("Idle");
            machine.Configure("Idle").InternalTransitionIf("use", _ => isNew, () =>
            {
                isNew = false;
                throw new InvalidOperationException("It broke.");
            });
            return machine;
        }
    }

    [Fact]
    public void Explore_StatelessHasNoHandler_IsUnhandled() => Equivalence.Explore(
        () => ExploredMachine.Of(new global::Stateless.StateMachine<string, string>("Idle").AsStateMachine()),
        () => Adapted(_ => false),
        ["use"]).EnsureEqual();

    private static ExploredMachine<string> Adapted(Func<string, bool> send) =>
        ExploredMachine.Of(new object(), (object _, string e) => send(e), _ => "Idle");
}
