namespace CoroFsm.Tests.Contract;

/// <summary>
/// The call table of a machine: what each call does in each state, whatever kind of coroutine runs.
/// </summary>
public abstract partial class MachineContract
{
    protected Script Script { get; } = new();

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
