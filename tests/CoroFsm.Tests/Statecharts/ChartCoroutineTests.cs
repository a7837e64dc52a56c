using static CoroFsm.Tests.Statecharts.Phone;

namespace CoroFsm.Tests.Statecharts;

/// <summary>A chart as a substate of a coded machine.</summary>
public sealed class ChartCoroutineTests
{
    [Fact]
    public void Run_InCodedMachine_IsItsSubstate()
    {
        var phone = new Phone(State.Connected);
        using var machine = Machine.Start<Call>(Owner);
        Assert.Equal("Owner/Connected", machine.State);
        machine.Send(Call.Hold);
        Assert.Equal("Owner/OnHold", machine.State);
        machine.Send(Call.HangUp);
        Assert.Equal("timer off", phone.Story.Split(", ")[^2]);
        Assert.Equal("Owner", machine.State);

        async Coroutine Owner(Inbox<Call> inbox)
        {
            await phone.Machine.Run(inbox, until: State.OffHook);
            phone.Log("done");
            await inbox.Receive();
        }
    }

    [Fact]
    public void Run_UnhandledTrigger_ThrowsToSenderAndChartContinues()
    {
        var phone = new Phone(State.Connected);
        using var machine = Machine.Start<Call>(inbox => phone.Machine.Run(inbox));
        Assert.Throws<UnexpectedEventException>(() => machine.Send(Call.Answer));
        machine.Send(Call.Hold);
        Assert.Equal(State.OnHold, phone.Machine.State);
    }

    [Fact]
    public void Run_UnhandledTrigger_GoesToTheEnclosingHandler()
    {
        var phone = new Phone(State.Connected);
        var handled = 0;
        using var machine = Machine.Start<Call>(async inbox =>
        {
            using var answer = inbox.Handle(e => e == Call.Answer, _ => handled++);
            await phone.Machine.Run(inbox);
        });
        machine.Send(Call.Answer);
        machine.Send(Call.Hold);
        Assert.Equal((1, State.OnHold), (handled, phone.Machine.State));
    }

    [Fact]
    public void Run_MachineDefers_RedeliversTriggerWhenChartHandlesIt()
    {
        var phone = new Phone(State.Connected);
        using var machine = Machine.Start<Call>(inbox => phone.Machine.Run(inbox), new() { Unmatched = Unmatched.Defer });
        machine.Send(Call.Resume);
        Assert.Equal(State.Connected, phone.Machine.State);
        machine.Send(Call.Hold);
        Assert.Equal(State.Connected, phone.Machine.State);
        Assert.Equal("music, silence", phone.Story);
    }

    [Fact]
    public void Run_InputEnds_ReturnsToItsCaller()
    {
        var returned = false;
        using var machine = Machine.Start<Call>(async inbox =>
        {
            await Chart.Run(inbox, State.Connected, new Phone());
            returned = true;
        });
        machine.Complete();
        Assert.True(returned);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Run_ActionThrows_LeavesTheCoroutine()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition('x', () => throw new IOException()));
        using var machine = Machine.Start<char>(async inbox =>
        {
            try
            {
                await chart.Run(inbox, 'A');
            }
            catch (IOException)
            {
                await inbox.Receive("Repair");
            }
        });
        machine.Send('x');
        Assert.EndsWith("Repair", machine.State, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Unmatched.Throw)]
    [InlineData(Unmatched.Defer)]
    public void Run_TriggerArrivesWhileTheInstanceIsFired_IsHandledAfterwards(Unmatched unmatched)
    {
        List<string> log = [];
        Machine<char>? machine = null;
        var instance = Statechart.Build<char, char>(chart => chart.Configure('A')
            .InternalTransition('x', () =>
            {
                machine!.Send('y');
                log.Add("x");
            })
            .InternalTransition('y', () => log.Add("y"))).Start('A');
        using (machine = Machine.Start<char>(inbox => instance.Run(inbox), new() { Unmatched = unmatched }))
            instance.Fire('x');
        Assert.Equal(["x", "y"], log);
    }

    /// <summary>A guard that is evaluated for an event fires another trigger, and nothing handles the event.</summary>
    [Fact]
    public void Run_GuardFiresIntoTheEndState_ReturnsAtOnce()
    {
        List<char> others = [];
        StatechartInstance<char, char>? instance = null;
        var fires = true;
        instance = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('g', 'B').PermitIf('q', 'C', () =>
            {
                if (fires)
                {
                    fires = false;
                    instance!.Fire('g');
                }

                return false;
            });
            chart.Configure('B').Permit('t', 'A');
        }).Start('A');
        using var machine = Machine.Start<char>(async inbox =>
        {
            using var rest = inbox.Handle(_ => true, others.Add);
            await instance.Run(inbox, until: 'B');
            await inbox.Receive("End");
        });
        machine.Send('q');
        Assert.EndsWith("/End", machine.State, StringComparison.Ordinal);
        Assert.Equal('B', instance.State);
        Assert.Equal(['q'], others);
    }

    [Fact]
    public void Run_AnotherMachineRunsTheInstance_IsRefusedAndTheFirstReturns()
    {
        var instance = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('g', 'B');
            chart.Configure('B').Permit('h', 'C');
        }).Start('A');
        using var first = Machine.Start<char>(async inbox => await instance.Run(inbox, until: 'B'));
        var error = Assert.Throws<InvalidOperationException>(
            () => Machine.Start<char>(async inbox => await instance.Run(inbox, until: 'C')));
        Assert.Equal("Another machine runs this instance of a chart. Start an instance for each machine.", error.Message);
        instance.Fire('g');
        Assert.Equal(MachineStatus.Completed, first.Status);
        using var third = Machine.Start<char>(async inbox => await instance.Run(inbox, until: 'C'));
        third.Send('h');
        Assert.Equal(MachineStatus.Completed, third.Status);
    }
}
