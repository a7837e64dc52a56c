namespace CoroFsm.Tests.Machines;

/// <summary>The state and the source location at which a machine waits.</summary>
public sealed class PositionTests
{
    [Fact]
    public void State_Nested_IsPathOfMethods()
    {
        using var machine = Machine.Start<string>(Session);
        Assert.Equal("Session/Authenticating", machine.State);
        machine.Send("ok");
        Assert.Equal("Session/Ready", machine.State);
        machine.Send("next");
        Assert.Equal("Session/Idle", machine.State);
    }

    [Fact]
    public void State_LocalFunctionAndLambda_AreNamed()
    {
        using var local = Machine.Start<string>(Local);
        Assert.Equal("Local", local.State);
        using var lambda = Machine.Start<string>(async inbox => await inbox.Receive());
        Assert.Equal(nameof(State_LocalFunctionAndLambda_AreNamed), lambda.State);

        static async Coroutine Local(Inbox<string> inbox) => await inbox.Receive();
    }

    [Fact]
    public void State_StateMethods_OmitsInternalFrames()
    {
        using var machine = Machine.Start<string>(Closed);
        Assert.Equal("Closed", machine.State);
        machine.Send("open");
        Assert.Equal("Open", machine.State);
    }

    [Fact]
    public void State_MethodWithUnusualName_IsThatName()
    {
        using var machine = Machine.Start<string>(Debug__Mode);
        Assert.Equal("Debug__Mode", machine.State);

        using var stateMethod = Machine.Start<string>(Closed);
        Assert.Equal("PositionTests.Closed", stateMethod.Name);
    }

    [Fact]
    public void Position_WhileWaiting_IsFileAndLineOfTheWait()
    {
        using var machine = Machine.Start<string>(Session);
        Assert.Matches(@"^PositionTests\.cs:\d+$", machine.Position);
        var before = machine.Position;
        machine.Send("ok");
        Assert.NotEqual(before, machine.Position);
    }

    [Fact]
    public void State_Ended_NamesTheOutcome()
    {
        var machine = Machine.Start<string>(Session);
        machine.Dispose();
        Assert.Equal("Closed", machine.State);
    }

    [Fact]
    public void Name_Default_IsTheOutermostCoroutine()
    {
        using var machine = Machine.Start<string>(Session);
        Assert.Equal("PositionTests.Session", machine.Name);
        machine.Dispose();
        Assert.Equal("PositionTests.Session", machine.Name);
    }

    private static async Coroutine Debug__Mode(Inbox<string> inbox) => await inbox.Receive();

    private static async Coroutine Session(Inbox<string> inbox)
    {
        await Authenticating(inbox);
        await Ready(inbox);
        await inbox.Receive("Idle");
    }

    private static async Coroutine Authenticating(Inbox<string> inbox) => await inbox.Receive();

    private static async Coroutine Ready(Inbox<string> inbox) => await inbox.Receive();

    private static async Coroutine<State<string>?> Closed(Inbox<string> inbox)
    {
        await inbox.Receive();
        return Open;
    }

    private static async Coroutine<State<string>?> Open(Inbox<string> inbox)
    {
        await inbox.Receive();
        return Closed;
    }
}
