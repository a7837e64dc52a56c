namespace CoroFsm.Tests.Contract;

/// <summary><c>Send</c> and <c>TrySend</c>.</summary>
public abstract partial class MachineContract
{
    [Fact]
    public void Send_Waiting_IsHandledWhenItReturns()
    {
        var machine = Start();
        machine.Send("a");
        Assert.Equal("a", Script.Log);
        machine.Send("b");
        Assert.Equal("a b", Script.Log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void Send_CoroutineReturns_ReturnsAndMachineHasCompleted()
    {
        var machine = Start();
        machine.Send("return");
        Assert.Equal("return finally", Script.Log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
        Assert.Null(machine.Fault);
    }

    [Fact]
    public void Send_CoroutineThrows_ThrowsAndMachineHasFaulted()
    {
        var machine = Start();
        var error = Assert.Throws<ArithmeticException>(() => machine.Send("fail"));
        Assert.Equal("fail finally", Script.Log);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
        Assert.Same(error, machine.Fault);
    }

    [Fact]
    public void Send_Running_IsQueuedAndHandledInOrderAfterTheCurrentEvent()
    {
        var machine = Start();
        machine.Send("post:a:post:b");
        Assert.Equal("post:a:post:b posted a post posted b", Script.Log);
        machine.Send("send:c");
        Assert.EndsWith("send:c sent c", Script.Log);
        Assert.Equal(MachineStatus.Waiting, machine.Status);
    }

    [Fact]
    public void Send_RunningAndReentrancyThrow_Throws()
    {
        var machine = Start(new() { Reentrancy = Reentrancy.Throw, Name = "door" });
        var error = Assert.Throws<MachineBusyException>(() => machine.Send("send:again"));
        Assert.Contains("door", error.Message);
        Assert.Contains("again", error.Message);
    }

    [Fact]
    public void Send_QueuedEventFails_ThrowsFromOuterSendAndDropsRest()
    {
        var machine = Start();
        Assert.Throws<ArithmeticException>(() => machine.Send("post:a:fail:b"));
        Assert.Equal("post:a:fail:b posted a fail finally", Script.Log);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Send_MoreQueuedThanTheLimit_ThrowsAndMachineContinues()
    {
        var machine = Start(new() { MaxQueued = 2, Name = "door" });
        var error = Assert.Throws<BacklogFullException>(() => machine.Send("post:a:b:c"));
        Assert.Contains("door", error.Message);
        Assert.Contains(nameof(MachineOptions.MaxQueued), error.Message);
    }

    [Fact]
    public void Send_RunningOnOtherThread_ThrowsNamingTheMachine()
    {
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var machine = Start(new() { Name = "door", Describe = e => e?.ToString() ?? "" });
        var found = new List<Exception>();
        Script.Machine = machine;
        Script.Gate = () =>
        {
            inside.Set();
            go.Wait(TestContext.Current.CancellationToken);
        };

        var first = new Thread(() => found.AddRange(Catch(() => machine.Send("gate"))));
        first.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        found.AddRange(Catch(() => machine.Send("stray")));
        go.Set();
        first.Join();

        var error = Assert.IsType<MachineBusyException>(Assert.Single(found));
        Assert.Contains("door", error.Message);
        Assert.Contains("two threads", error.Message);
        Assert.Equal("gate", Script.Log);
        machine.Send("next");
        Assert.Equal("gate next", Script.Log);
    }

    [Fact]
    public void Send_RunningOnOtherThreadThatSendsToItself_ThrowsToSecondThread()
    {
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var machine = Start();
        Script.Gate = () =>
        {
            machine.Send("own");
            inside.Set();
            go.Wait(TestContext.Current.CancellationToken);
        };

        var first = new Thread(() => machine.Send("gate"));
        first.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<MachineBusyException>(() => machine.Send("stray"));
        go.Set();
        first.Join();
        Assert.Equal("gate own", Script.Log);
    }

    [Fact]
    public void Send_Completed_Throws()
    {
        var machine = Ended("return");
        var error = Assert.Throws<MachineEndedException>(() => machine.Send("late"));
        Assert.Null(error.InnerException);
        Assert.Contains("late", error.Message);
        Assert.Contains("door", error.Message);
    }

    [Fact]
    public void Send_Closed_Throws()
    {
        var machine = Start();
        machine.Dispose();
        Assert.Throws<MachineEndedException>(() => machine.Send("late"));
    }

    [Fact]
    public void Send_Faulted_ThrowsWithInnerException()
    {
        var machine = Ended("fail");
        var error = Assert.Throws<MachineEndedException>(() => machine.Send("late"));
        Assert.IsType<ArithmeticException>(error.InnerException);
    }

    [Fact]
    public void Send_AfterComplete_Throws()
    {
        var machine = Start();
        Assert.Throws<MachineEndedException>(() => machine.Send("complete:late"));
        var other = Start();
        other.Complete();
        Assert.Throws<MachineEndedException>(() => other.Send("late"));
    }

    [Fact]
    public void TrySend_Waiting_HandlesAndIsTrue()
    {
        Assert.True(Start().TrySend("a"));
        Assert.Equal("a", Script.Log);
    }

    [Fact]
    public void TrySend_CoroutineThrows_Throws() =>
        Assert.Throws<ArithmeticException>(() => Start().TrySend("fail"));

    [Fact]
    public void TrySend_Running_IsQueuedAndTrue()
    {
        Start().Send("trysend:a");
        Assert.Equal("trysend:a taken a", Script.Log);
    }

    [Theory]
    [InlineData("return")]
    [InlineData("fail")]
    public void TrySend_Ended_IsFalse(string how) => Assert.False(Ended(how).TrySend("late"));

    [Fact]
    public void TrySend_Closed_IsFalse()
    {
        var machine = Start();
        machine.Dispose();
        Assert.False(machine.TrySend("late"));
    }
}
