namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Every kind of machine is durable: coroutines, generators, states as methods, and charts with timers and regions.</summary>
public sealed class ProgramKindTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestBed<TestEvent> bed = new();

    [Fact]
    public void OfStates_Crashes_ContinuesInItsState()
    {
        bed.Open(DurableProgram<TestEvent>.OfStates(static machine => Methods.Closed(machine, 0)));
        bed.Send(new Say("open"));
        bed.Crash();
        bed.Send(new Say("close"));
        bed.Crash();
        Assert.Equal("Closed/1", bed.State[bed.State.IndexOf("Closed", StringComparison.Ordinal)..]);
        bed.Send(new Finish());
        Assert.Equal("Ended", bed.State);
        Assert.Equal(["opened 0"], bed.Messages.Select(static message => message.Split(": ")[1]));
    }

    [Fact]
    public void Generator_Crashes_ContinuesAtItsYield()
    {
        bed.Open(static machine => machine.Inbox.Run(Steps(machine)));
        bed.Send(new Say("a"));
        bed.Crash();
        bed.Send(new Other(1));
        bed.Crash();
        bed.Send(new Say("b"));
        Assert.Equal("Ended", bed.State);
        Assert.Equal(["a", "1", "b"], bed.Messages.Select(static message => message.Split(": ")[1]));

        static IEnumerable<Wait> Steps(Durable<TestEvent> machine)
        {
            yield return machine.Inbox.Receive<Say>();
            machine.Emit(((Say)machine.Inbox.Current).Text);
            yield return machine.Inbox.Receive<Other>();
            machine.Emit($"{((Other)machine.Inbox.Current).Number}");
            yield return machine.Inbox.Receive<Say>();
            machine.Emit(((Say)machine.Inbox.Current).Text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Chart_TimerAndRegions_SurviveCrashes(bool hasRegions)
    {
        var entered = new List<string>();
        var chart = Chart(hasRegions, entered);
        Func<Durable<TestEvent>, Coroutine> run = machine => chart.Run(machine.Inbox, "Off", Trigger);
        bed.Open(run);
        bed.Send(new Say("on"));
        Assert.Equal(["On"], entered);
        bed.Crash();
        bed.Send(new Say("dim"));
        bed.End();
        bed.Time.Advance(Hour - TimeSpan.FromSeconds(1));
        bed.Open(run);
        Assert.DoesNotContain("Late", bed.State, StringComparison.Ordinal);
        Assert.Contains("Dim", bed.State, StringComparison.Ordinal);
        bed.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("Late", bed.State, StringComparison.Ordinal);
        Assert.Equal(["1 Started", "2 Event", "3 Event", "4 Timer"], bed.Records());
        var state = bed.State;
        bed.Crash();
        Assert.Equal(state, bed.State);
        bed.Send(new Say("off"));
        Assert.Contains("Off", bed.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_TimerIsOverdueAtStart_FiresBeforeNewEvents()
    {
        var chart = Chart(hasRegions: false, []);
        bed.Open(machine => chart.Run(machine.Inbox, "Off", Trigger));
        bed.Send(new Say("on"));
        bed.End();
        bed.Time.Advance(Hour * 3);
        bed.Open(machine => chart.Run(machine.Inbox, "Off", Trigger));
        bed.Send(new Say("off"));
        Assert.Equal(["1 Started", "2 Event", "3 Timer", "4 Event"], bed.Records());
    }

    [Fact]
    public void Chart_TimerHasChanged_IsFoundAtItsRecord()
    {
        bed.Open(static machine => Chart(hasRegions: false, []).Run(machine.Inbox, "Off", Trigger));
        bed.Send(new Say("on"));
        bed.Crash(static machine => Chart(hasRegions: false, [], 2).Run(machine.Inbox, "Off", Trigger));
        Assert.Contains("record 2 (Event)", bed.Info()!.ParkedReason, StringComparison.Ordinal);
        Assert.Contains("compare the timers", bed.Info()!.ParkedReason, StringComparison.Ordinal);
    }

    private static Statechart<string, string> Chart(bool hasRegions, List<string> entered, int hours = 1) =>
        Statechart.Build<string, string>(chart =>
        {
            chart.Configure("Off").Permit("on", "On");
            var on = chart.Configure("On").Permit("off", "Off").OnEntry(() => entered.Add("On"));
            if (hasRegions)
            {
                on.Parallel();
                chart.Configure("Light").SubstateOf("On").InitialTransition("Bright");
                chart.Configure("Clock").SubstateOf("On").InitialTransition("Early");
            }
            else
            {
                on.InitialTransition("Bright").PermitAfter(Hour * hours, "Late");
            }

            chart.Configure("Bright").SubstateOf(hasRegions ? "Light" : "On").Permit("dim", "Dim");
            chart.Configure("Dim").SubstateOf(hasRegions ? "Light" : "On");
            if (hasRegions)
                chart.Configure("Early").SubstateOf("Clock").PermitAfter(Hour * hours, "Late");
            var late = chart.Configure("Late");
            if (hasRegions)
                late.SubstateOf("Clock");
            else
                late.Permit("off", "Off");
        });

    private static TriggerOccurrence<string>? Trigger(TestEvent @event) =>
        @event is Say say ? say.Text : (TriggerOccurrence<string>?)null;

    private static class Methods
    {
        internal static State<TestEvent> Closed(Durable<TestEvent> machine, int times)
        {
            return Closed;

            async Coroutine<State<TestEvent>?> Closed(Inbox<TestEvent> inbox) =>
                await inbox.Receive(static e => e is Say or Finish, $"{times}") is Say ? Open(machine, times) : null;
        }

        private static State<TestEvent> Open(Durable<TestEvent> machine, int times)
        {
            return Open;

            async Coroutine<State<TestEvent>?> Open(Inbox<TestEvent> inbox)
            {
                machine.Emit($"opened {times}");
                await inbox.Receive<Say>();
                return Closed(machine, times + 1);
            }
        }
    }
}
