using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Statecharts;

/// <summary>
/// A trigger fired by an observer belongs to the notifying call: it is handled or dropped there and never runs before a later trigger.
/// </summary>
public sealed class ObserverTests
{
    public enum Callback
    {
        Transitioned,
        Completed,
        Unhandled,
        Dropped,
    }

    [Fact]
    public void OnDropped_ObserverFires_IsDroppedAndReported()
    {
        List<string> log = [];
        var chart = Chart(Unhandled.Throw, (_, trigger) => log.Add($"{trigger}"));
        var instance = chart.Start('A', observer: new Firing(log, Callback.Dropped, "r"));
        var error = Assert.Throws<IOException>(() => instance.Fire('f'));
        Assert.Equal("g, r", error.Data[Statechart.DroppedTriggers]);
        instance.Fire('z');
        Assert.Equal(["Dropped g", "z"], log);
    }

    [Theory]
    [InlineData(Callback.Transitioned, 'm', Unhandled.Throw)]
    [InlineData(Callback.Completed, 'm', Unhandled.Throw)]
    [InlineData(Callback.Unhandled, '?', Unhandled.Ignore)]
    [InlineData(Callback.Unhandled, '?', Unhandled.Defer)]
    public void Callback_ObserverFires_IsHandledInTheSameCall(Callback callback, char trigger, Unhandled policy)
    {
        List<string> log = [];
        var instance = Chart(policy, (_, trigger) => log.Add($"{trigger}")).Start('A', observer: new Firing(log, callback, "r"));
        instance.Fire(trigger);
        Assert.Equal([$"{callback} {trigger}", "r"], log);
    }

    [Theory]
    [InlineData(Callback.Transitioned, 'e')]
    [InlineData(Callback.Unhandled, '?')]
    public void Callback_ObserverFiresAndTheTriggerFails_IsDropped(Callback callback, char trigger)
    {
        List<string> log = [];
        var instance = Chart(Unhandled.Throw, (_, trigger) => log.Add($"{trigger}")).Start('A', observer: new Firing(log, callback, "r"));
        var error = Assert.ThrowsAny<Exception>(() => instance.Fire(trigger));
        Assert.Equal("r", error.Data[Statechart.DroppedTriggers]);
        instance.Fire('z');
        Assert.Equal([$"{callback} {trigger}", "z"], log);
    }

    /// <summary>
    /// Random triggers, and an observer that fires random triggers in random callbacks: each handled trigger was fired in the current
    /// call.
    /// </summary>
    [Property(MaxTest = 500)]
    public Property Fire_ObserverFiresAnywhere_QueueIsEmptyAfterwards()
    {
        var triggers = Gen.Elements('f', 'g', 'z', 'm', 'e', 'n', '?');
        var callbacks = Enum.GetValues<Callback>();
        var cases = from outer in triggers.ListOf(20)
                    from fired in triggers.ListOf(2).ArrayOf(callbacks.Length)
                    from policy in Gen.Elements(Unhandled.Throw, Unhandled.Ignore)
                    select (outer, fired, policy);
        return Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var call = 0;
            var budget = 0;
            var handled = new List<(int Call, int FiredIn)>();
            var number = new TriggerWithParameter<char, int>('n');
            var chart = Chart(test.policy, (_, _) => { }, number, firedIn => handled.Add((call, firedIn)));
            StatechartInstance<char, char>? instance = null;
            instance = chart.Start('A', observer: new Acting(FireFor));
            foreach (var trigger in test.outer)
            {
                (call, budget) = (call + 1, 10);
                try
                {
                    Fire(trigger);
                }
                catch (Exception error) when (error is IOException or UnhandledTriggerException)
                {
                }
            }

            Assert.All(handled, at => Assert.Equal(at.Call, at.FiredIn));

            void FireFor(Callback callback)
            {
                foreach (var trigger in test.fired[(int)callback])
                {
                    if (budget-- > 0)
                        Fire(trigger);
                    if (budget-- > 0)
                        Fire('n');
                }
            }

            void Fire(char trigger)
            {
                if (trigger == 'n')
                    instance!.Fire(number, call);
                else
                    instance!.Fire(trigger);
            }
        });
    }

    /// <summary>f queues g and fails, e moves and fails on entry, m moves; the others are logged.</summary>
    private static Statechart<char, char> Chart(
        Unhandled policy, Action<char, char> log, TriggerWithParameter<char, int>? number = null, Action<int>? handle = null) =>
        Statechart.Build<char, char>(chart =>
        {
            chart.OnUnhandledTrigger(policy);
            foreach (var (state, other) in new[] { ('A', 'B'), ('B', 'A') })
            {
                var configured = chart.Configure(state)
                    .Permit('m', other)
                    .Permit('e', 'C')
                    .InternalTransition('f', t =>
                    {
                        t.Machine.Fire('g');
                        throw new IOException();
                    })
                    .InternalTransition('g', () => log(state, 'g'))
                    .InternalTransition('r', () => log(state, 'r'))
                    .InternalTransition('z', () => log(state, 'z'));
                if (number is { } n)
                    configured.InternalTransition(n, handle!);
            }

            chart.Configure('C').OnEntry(() => throw new IOException()).InternalTransition('z', () => log('C', 'z')).Permit('m', 'A');
        });

    private sealed class Firing(List<string> log, Callback callback, string fires) : IStatechartObserver<char, char>
    {
        private bool hasFired;

        public void OnTransitioned(Transition<char, char> transition) =>
            Notify(Callback.Transitioned, transition.Machine, transition.Trigger);

        public void OnTransitionCompleted(Transition<char, char> transition) =>
            Notify(Callback.Completed, transition.Machine, transition.Trigger);

        public void OnUnhandled(IStateMachine<char, char> machine, char trigger) => Notify(Callback.Unhandled, machine, trigger);

        public void OnDropped(IStateMachine<char, char> machine, char trigger) => Notify(Callback.Dropped, machine, trigger);

        private void Notify(Callback now, IStateMachine<char, char> machine, char trigger)
        {
            if (now != callback || hasFired)
                return;

            hasFired = true;
            log.Add($"{now} {trigger}");
            foreach (var fired in fires)
                machine.Fire(fired);
        }
    }

    private sealed class Acting(Action<Callback> act) : IStatechartObserver<char, char>
    {
        public void OnTransitioned(Transition<char, char> transition) => act(Callback.Transitioned);

        public void OnTransitionCompleted(Transition<char, char> transition) => act(Callback.Completed);

        public void OnUnhandled(IStateMachine<char, char> machine, char trigger) => act(Callback.Unhandled);

        public void OnDropped(IStateMachine<char, char> machine, char trigger) => act(Callback.Dropped);
    }
}
