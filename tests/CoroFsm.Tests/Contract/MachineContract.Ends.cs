namespace CoroFsm.Tests.Contract;

/// <summary><c>Throw</c>, <c>Complete</c> and <c>Dispose</c>.</summary>
public abstract partial class MachineContract
{
    [Fact]
    public void Throw_WaitingAndUnhandled_ThrowsAndRunsCleanUp()
    {
        var machine = Start();
        var raised = new TimeoutException();
        Assert.Same(raised, Assert.Throws<TimeoutException>(() => machine.Throw(raised)));
        Assert.Equal("finally", Script.Log);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Throw_Running_Throws()
    {
        Start().Send("throw");
        Assert.Equal("throw MachineBusyException", Script.Log);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("fail")]
    public void Throw_Ended_ThrowsIt(string how)
    {
        var raised = new TimeoutException();
        Assert.Same(raised, Assert.Throws<TimeoutException>(() => Ended(how).Throw(raised)));
    }

    [Fact]
    public void Complete_Waiting_EndsNormallyAndCleanUpRuns()
    {
        var machine = Start();
        machine.Complete();
        Assert.Equal("finally", Script.Log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Complete_Running_TakesEffectAfterTheQueuedEvents()
    {
        var machine = Start();
        machine.Send("post:a:complete:b");
        Assert.Equal("post:a:complete:b posted a complete notified b finally", Script.Log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("fail")]
    public void Complete_Ended_DoesNothing(string how)
    {
        var machine = Ended(how);
        var status = machine.Status;
        machine.Complete();
        Assert.Equal(status, machine.Status);
    }

    [Fact]
    public void Complete_Twice_DoesNothing()
    {
        var machine = Start();
        machine.Complete();
        machine.Complete();
        Assert.Equal("finally", Script.Log);
    }

    [Fact]
    public void Dispose_Waiting_RunsCleanUp()
    {
        var machine = Start();
        machine.Dispose();
        Assert.Equal("finally", Script.Log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Dispose_Running_TakesEffectAtTheNextWait()
    {
        var machine = Start();
        machine.Send("close");
        Assert.Equal("close notified finally", Script.Log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Dispose_RunningWithQueuedEvents_DropsThem()
    {
        var machine = Start();
        machine.Send("post:close:lost");
        Assert.Equal("post:close:lost posted close notified finally", Script.Log);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("fail")]
    public void Dispose_Ended_DoesNothing(string how)
    {
        var machine = Ended(how);
        var status = machine.Status;
        machine.Dispose();
        Assert.Equal(status, machine.Status);
    }

    [Fact]
    public void Dispose_Twice_DoesNothing()
    {
        var machine = Start();
        machine.Dispose();
        machine.Dispose();
        Assert.Equal("finally", Script.Log);
    }

    [Fact]
    public void Dispose_CleanUpFails_Throws()
    {
        Script.FailsInFinally = true;
        var machine = Start();
        Assert.Equal("clean-up", Assert.Throws<ArithmeticException>(machine.Dispose).Message);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }
}
