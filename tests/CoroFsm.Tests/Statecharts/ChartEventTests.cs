namespace CoroFsm.Tests.Statecharts;

/// <summary>A chart as a coroutine whose events carry parameters, and one that is also fired directly.</summary>
public sealed class ChartEventTests
{
    private static readonly TriggerWithParameter<char, int> Number = new('n');

    private readonly List<string> log = [];

    public static TheoryData<Unmatched, bool, bool> Surroundings
    {
        get
        {
            TheoryData<Unmatched, bool, bool> data = [];
            foreach (var unmatched in new[] { Unmatched.Throw, Unmatched.Ignore, Unmatched.Defer })
            {
                foreach (var hasHandler in new[] { false, true })
                {
                    foreach (var isObserved in new[] { false, true })
                        data.Add(unmatched, hasHandler, isObserved);
                }
            }

            return data;
        }
    }

    /// <summary>For any surrounding code: an even number leads to B, an odd one is logged, and guards are evaluated once.</summary>
    [Theory]
    [MemberData(nameof(Surroundings))]
    public void Run_EventsWithParameters_ReachGuardsActionsAndSelectors(Unmatched unmatched, bool hasHandler, bool isObserved)
    {
        var asked = 0;
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A')
                .InternalTransition(Number, n => log.Add($"odd {n}")).If(n => ++asked > 0 && n % 2 == 1)
                .Permit(Number, 'B').If(n => n % 2 == 0);
            chart.Configure('B')
                .OnEntryFrom(Number, n => log.Add($"enter with {n}"))
                .PermitDynamic(Number, n => n > 5 ? 'C' : 'A')
                .Permit('x', 'A');
            chart.Configure('C');
        });
        using var machine = Machine.Start<object>(
            async inbox =>
            {
                if (hasHandler)
                {
                    using var handler = inbox.Handle(e => e is string, e => log.Add($"handled {e}"));
                    await chart.Run(inbox, 'A', Trigger);
                }
                else
                {
                    await chart.Run(inbox, 'A', Trigger);
                }
            },
            new() { Unmatched = unmatched, Observer = isObserved ? new Silent() : null });
        machine.Send(1);
        machine.Send(2);
        Assert.EndsWith("/B", machine.State, StringComparison.Ordinal);
        machine.Send('x');
        machine.Send(4);
        machine.Send(7);
        Assert.EndsWith("/C", machine.State, StringComparison.Ordinal);
        Assert.Equal(["odd 1", "enter with 2", "enter with 4"], log);
        Assert.Equal(3, asked);

        log.Clear();
        var error = Record.Exception(() => machine.Send("not for the chart"));
        if (unmatched is Unmatched.Throw && !hasHandler)
            Assert.IsType<UnexpectedEventException>(error);
        else
            Assert.Null(error);
        Assert.Equal(hasHandler ? ["handled not for the chart"] : [], log);
    }

    [Fact]
    public void Run_MachineDefersEventsWithParameters_TheyKeepTheirValues()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('x', 'B');
            chart.Configure('B').InternalTransition(Number, n => log.Add($"{n}"));
        });
        using var machine = Machine.Start<object>(inbox => chart.Run(inbox, 'A', Trigger), new() { Unmatched = Unmatched.Defer });
        machine.Send(1);
        machine.Send(2);
        machine.Send('x');
        Assert.Equal(["1", "2"], log);
    }

    [Theory]
    [InlineData(Unhandled.Ignore)]
    [InlineData(Unhandled.Defer)]
    public void Run_ChartHasPolicy_TakesEventsThatMapToTriggers(Unhandled policy)
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.OnUnhandledTrigger(policy).Configure('A').Permit('x', 'B');
            chart.Configure('B').InternalTransition(Number, n => log.Add($"{n}"));
        });
        using var machine = Machine.Start<object>(async inbox =>
        {
            using var handler = inbox.Handle(_ => true, e => log.Add($"handled {e}"));
            await chart.Run(inbox, 'A', Trigger);
        });
        machine.Send(1);
        machine.Send("else");
        machine.Send('x');
        machine.Send(2);
        Assert.Equal(policy is Unhandled.Defer ? ["handled else", "1", "2"] : ["handled else", "2"], log);
    }

    /// <summary>Where triggers are strings, the compiler accepts null as a trigger.</summary>
    [Theory]
    [InlineData(Unmatched.Throw)]
    [InlineData(Unmatched.Defer)]
    public void Run_TriggersAreStrings_NullAndDefaultAreUnmatched(Unmatched unmatched)
    {
        var named = new TriggerWithParameter<string, int>("number");
        var chart = Statechart.Build<string, string>(chart => chart.Configure("A").InternalTransition(named, n => log.Add($"{n}")));
        using var machine = Machine.Start<object>(
            async inbox =>
            {
                using var handler = inbox.Handle(e => e is char, e => log.Add($"handled {e}"));
                await chart.Run(
                    inbox,
                    "A",
                    e => e switch { int n => named.With(n), string text => text, 'd' => default(TriggerOccurrence<string>), _ => null });
            },
            new() { Unmatched = unmatched });
        machine.Send('c');
        machine.Send(1);
        machine.Send('d');
        Assert.Equal(["handled c", "1", "handled d"], log);
    }

    [Fact]
    public void Run_ParameterOfAnotherType_LeavesTheCoroutine()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition(Number, _ => { }));
        using var machine = Machine.Start<string>(inbox => chart.Run(inbox, 'A', e => new TriggerWithParameter<char, string>('n').With(e)));
        var error = Assert.Throws<ArgumentException>(() => machine.Send("1"));
        Assert.Contains("carries a System.Int32, but was fired with a System.String", error.Message, StringComparison.Ordinal);
        Assert.Equal("n(3)", Number.With(3).ToString());
        Assert.Equal("x", new TriggerOccurrence<char>('x').ToString());
        Assert.Throws<ArgumentNullException>(() => chart.Start('A').Run(default(Inbox<string>), null!));
    }

    [Theory]
    [MemberData(nameof(Surroundings))]
    public void Fire_BesideTheCoroutine_ReachesTheEndOrTheNewState(Unmatched unmatched, bool hasHandler, bool isObserved)
    {
        var instance = Lights().Start("Red");
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                while (true)
                {
                    if (hasHandler)
                    {
                        using var handler = inbox.Handle(e => e == "lamp", _ => log.Add("lamp"));
                        await instance.Run(inbox, until: "Broken");
                    }
                    else
                    {
                        await instance.Run(inbox, until: "Broken");
                    }

                    log.Add("broken");
                    await inbox.Expect("repaired");
                    instance.Fire("repair");
                }
            },
            new() { Name = "crossing", Unmatched = unmatched, Observer = isObserved ? new Silent() : null });
        for (var round = 0; round < 3; round++)
        {
            instance.Fire("next");
            Assert.EndsWith("/Green", machine.State, StringComparison.Ordinal);
            machine.Send("next");
            Assert.EndsWith("/Yellow", machine.State, StringComparison.Ordinal);
            Assert.True(instance.TryFire("fail"));
            Assert.DoesNotContain("Broken", machine.State, StringComparison.Ordinal);
            Assert.DoesNotContain("Yellow", machine.State, StringComparison.Ordinal);
            Assert.Equal(round + 1, log.Count(entry => entry == "broken"));
            machine.Send("repaired");
            Assert.EndsWith("/Red", machine.State, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fire_BesideTheCoroutineWithoutAnEnd_NamesTheNewState()
    {
        var instance = Lights().Start("Red");
        using var machine = Machine.Start<string>(inbox => instance.Run(inbox));
        instance.Fire("next");
        Assert.EndsWith("Green", machine.State, StringComparison.Ordinal);
        machine.Send("next");
        Assert.EndsWith("Yellow", machine.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_BesideTheCoroutine_RedeliversDeferredEventsAndNotifiesObserver()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('x', 'B');
            chart.Configure('B').InternalTransition('y', () => log.Add("y"));
        });
        var (instance, states) = (chart.Start('A'), new States());
        using var machine = Machine.Start<char>(inbox => instance.Run(inbox), new() { Unmatched = Unmatched.Defer, Observer = states });
        machine.Send('y');
        Assert.Empty(log);
        instance.Fire('x');
        Assert.Equal(["y"], log);
        Assert.EndsWith("B", Assert.Single(states.Seen), StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_BesideTheCoroutineEntryFails_ThrowsAndCoroutineReturns()
    {
        var instance = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('x', 'B');
            chart.Configure('B').OnEntry(() => throw new IOException());
        }).Start('A');
        using var machine = Machine.Start<char>(async inbox =>
        {
            await instance.Run(inbox, until: 'B');
            await inbox.Receive("After");
        });
        Assert.Throws<IOException>(() => instance.Fire('x'));
        Assert.EndsWith("After", machine.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_FromHandlerOfTheMachine_EndsRunAfterHandler()
    {
        var instance = Lights().Start("Red");
        using var machine = Machine.Start<string>(async inbox =>
        {
            using var handler = inbox.Handle(e => e == "quake", _ =>
            {
                instance.Fire("fail");
                log.Add("handled");
            });
            await instance.Run(inbox, until: "Broken");
            log.Add("broken");
            await inbox.Receive("After");
        });
        machine.Send("quake");
        Assert.Equal(["handled", "broken"], log);
        Assert.EndsWith("After", machine.State, StringComparison.Ordinal);
    }

    /// <summary>After the coroutine has ended in any way, firing the instance does not affect the machine.</summary>
    [Theory]
    [InlineData("closed")]
    [InlineData("completed")]
    [InlineData("thrown out")]
    public void Fire_AfterCoroutineEnded_LeavesMachineUnchanged(string how)
    {
        var instance = Lights().Start("Red");
        using var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await instance.Run(inbox, until: "Broken");
            }
            catch (TimeoutException)
            {
            }

            if (how == "thrown out")
                await inbox.Receive("After");
        });
        switch (how)
        {
            case "closed":
                machine.Dispose();
                break;
            case "completed":
                machine.Complete();
                break;
            default:
                machine.Throw(new TimeoutException());
                break;
        }

        var state = machine.State;
        instance.Fire("next");
        instance.Fire("fail");
        Assert.Equal(state, machine.State);
        Assert.Equal("Broken", instance.State);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Run_SelectorFires_IsHandledAfterTheTransition()
    {
        StatechartInstance<char, char>? instance = null;
        instance = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').InternalTransition('y', () => log.Add("y in A")).PermitDynamic('x', () =>
            {
                instance!.Fire('y');
                return 'B';
            });
            chart.Configure('B').InternalTransition('y', () => log.Add("y in B"));
        }).Start('A');
        using var machine = Machine.Start<char>(inbox => instance.Run(inbox), new() { Unmatched = Unmatched.Defer });
        machine.Send('x');
        Assert.Equal(["y in B"], log);
    }

    private static TriggerOccurrence<char>? Trigger(object e) => e switch
    {
        int n => Number.With(n),
        char trigger => trigger,
        _ => null,
    };

    private static Statechart<string, string> Lights() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Red").SubstateOf("Working").Permit("next", "Green");
        chart.Configure("Green").SubstateOf("Working").Permit("next", "Yellow");
        chart.Configure("Yellow").SubstateOf("Working").Permit("next", "Red");
        chart.Configure("Working").Permit("fail", "Broken");
        chart.Configure("Broken").Permit("repair", "Red");
    });

    private sealed class Silent : IMachineObserver;

    private sealed class States : IMachineObserver
    {
        internal List<string> Seen { get; } = [];

        void IMachineObserver.OnStateChanged(Machine machine, string from, string to) => Seen.Add(to);
    }
}
