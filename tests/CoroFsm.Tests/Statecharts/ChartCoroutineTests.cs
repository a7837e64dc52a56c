using static CoroFsm.Tests.Statecharts.Phone;

namespace CoroFsm.Tests.Statecharts;

/// <summary>A chart as a substate of a coded machine.</summary>
public sealed class ChartCoroutineTests
{
    [Fact]
    public void Run_InACodedMachine_IsItsSubstate()
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
    public void Run_UnhandledTrigger_GoesToTheSenderAndTheChartGoesOn()
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
    public void Run_MachineDefers_TriggerComesBackWhenTheChartHandlesIt()
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
}
