namespace CoroFsm.Tests.Contract;

/// <summary>
/// The call table of a machine: what each call does in each state, whatever kind of coroutine runs.
/// </summary>
public abstract class MachineContract
{
    protected Script Script { get; } = new();

    // -- Send ---------------------------------------------------------------------------------------------------------------

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

    // -- TrySend ------------------------------------------------------------------------------------------------------------

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

    // -- Throw --------------------------------------------------------------------------------------------------------------

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

    // -- Complete -----------------------------------------------------------------------------------------------------------

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

    // -- Dispose ------------------------------------------------------------------------------------------------------------

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

    // -- IObserver ----------------------------------------------------------------------------------------------------------

    [Fact]
    public void Observer_Calls_EqualSendCompleteAndThrow()
    {
        IObserver<string> observer = Start();
        observer.OnNext("a");
        observer.OnCompleted();
        observer.OnError(new TimeoutException());
        Assert.Equal("a finally", Script.Log);
    }

    [Fact]
    public void OnError_Unhandled_FaultsWithoutThrowing()
    {
        var machine = Start();
        var error = new TimeoutException();
        ((IObserver<string>)machine).OnError(error);
        Assert.Same(error, machine.Fault);
        Assert.Equal("finally", Script.Log);
    }

    // -- Start --------------------------------------------------------------------------------------------------------------

    [Fact]
    public void Start_CoroutineThrowsBeforeFirstWait_Throws()
    {
        Script.First = "fail";
        Assert.Throws<ArithmeticException>(() => Start());
        Assert.Equal("fail finally", Script.Log);
    }

    [Fact]
    public void Start_CoroutineReturnsBeforeFirstWait_HasCompleted()
    {
        Script.First = "return";
        Assert.Equal(MachineStatus.Completed, Start().Status);
    }

    [Fact]
    public void Start_CoroutinePostsBeforeFirstWait_IsHandledAfterIt()
    {
        Script.First = "post:a:b";
        Start();
        Assert.Equal("post:a:b posted a b", Script.Log);
    }

    protected abstract Machine<string> StartCore(MachineOptions? options);

    protected static List<Exception> Catch(Action action)
    {
        try
        {
            action();
            return [];
        }
        catch (Exception error)
        {
            return [error];
        }
    }

    private Machine<string> Start(MachineOptions? options = null) => Script.Machine = StartCore(options);

    private Machine<string> Ended(string how)
    {
        var machine = Start(new() { Name = "door" });
        Catch(() => machine.Send(how));
        return machine;
    }
}
