using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Machines;

/// <summary>
/// A deferred event is retried after any change of state since it was deferred, also when the machine is back in the state that deferred
/// it: random programs against a model of plain lists.
/// </summary>
/// <remarks>
/// A program has four states, which are methods. A state may be entered again, wait selectively or in a coroutine that it calls, lie in a
/// superstate that handles events, or be ended by one.
/// </remarks>
public sealed class StateChangeLaws
{
    [Property(MaxTest = 2_000)]
    public Property Deferred_AnyProgram_IsRetriedAfterEachStateChange() => Prop.ForAll(StateProgram.Cases.ToArbitrary(), test =>
    {
        var machine = StateProgramRuns.RunMachine(test);
        var model = StateProgramRuns.RunModel(test);
        return (machine == model).Label($"machine {machine}\nmodel   {model}");
    });

    /// <summary>In a chart, what a state does not handle is deferred; so it is accepted like the events of a selective wait.</summary>
    [Property(MaxTest = 500)]
    public Property Deferred_AnyChart_IsRetriedAfterEachStateChange() => Prop.ForAll(StateProgram.Cases.ToArbitrary(), test =>
    {
        var states = test.States.Select(state => state with
        {
            Waits = StateProgram.Waits.Selectively,
            Accepts = new string([.. StateProgram.Events.Where(e => state.ActionOn(e) is not ("defer" or "post"))]),
            Handles = "",
            Until = "",
        });
        test = test with { States = [.. states], Policy = Unmatched.Defer };
        var chart = StateProgramRuns.RunChart(test);
        var model = StateProgramRuns.RunModel(test);
        return (chart == model).Label($"chart {chart}\nmodel {model}");
    });

    [Fact]
    public void Defer_RoundTripThroughOtherState_IsRetried()
    {
        List<string> log = [];
        var isReady = false;
        using var machine = Machine.Start<string>(Idle);
        machine.Send("set");
        machine.Send("job");
        Assert.Empty(log);
        machine.Send("cfg");
        Assert.Equal(["ready", "job done"], log);

        async Coroutine Idle(Inbox<string> inbox)
        {
            while (true)
            {
                var e = await inbox.Receive();
                if (e == "cfg")
                    await Setup(inbox);
                else if (e == "job" && isReady)
                    log.Add("job done");
                else
                    inbox.Defer(e);
            }
        }

        async Coroutine Setup(Inbox<string> inbox)
        {
            await inbox.Expect("set");
            isReady = true;
            log.Add("ready");
        }
    }

    [Fact]
    public void Defer_ChartFailsAfterStateChange_IsRetriedWithNextTrigger()
    {
        List<string> log = [];
        var chart = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure("A").Permit("go", "B");
            var b = chart.Configure("B").OnEntry(static () => throw new TimeoutException());
            b.InternalTransition("late", () => log.Add("late"));
            b.InternalTransition("next", () => log.Add("next"));
        }).Start("A");
        chart.Fire("late");
        Assert.Throws<TimeoutException>(() => chart.Fire("go"));
        chart.Fire("next");
        Assert.Equal(["next", "late"], log);
    }
}
