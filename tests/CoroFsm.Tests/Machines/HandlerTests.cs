namespace CoroFsm.Tests.Machines;

/// <summary>Events that a superstate handles while its substate continues.</summary>
public sealed class HandlerTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Handle_SendsToTheMachine_IsQueued()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            using var handler = inbox.Handle(e => e == "h", e =>
            {
                inbox.Post("a");
                log.Add(e);
            });
            while (true)
                log.Add(await inbox.Expect("a"));
        });
        machine.Send("h");
        Assert.Equal(["h", "a"], log);
    }

    [Fact]
    public void Handle_Throws_ThrowsAndMachineContinues()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            using var handler = inbox.Handle(e => e == "h", _ => throw new ArithmeticException());
            log.Add(await inbox.Expect("a"));
        });
        Assert.Throws<ArithmeticException>(() => machine.Send("h"));
        machine.Send("a");
        Assert.Equal(["a"], log);
    }

    [Fact]
    public void Handle_ClosesAndThrows_ThrowsAndMachineIsClosed()
    {
        Machine<string>? self = null;
        var machine = self = Machine.Start<string>(async inbox =>
        {
            using var handler = inbox.Handle(e => e == "h", _ =>
            {
                self!.Dispose();
                throw new ArithmeticException();
            });
            await inbox.Expect("a");
        });
        Assert.Throws<ArithmeticException>(() => machine.Send("h"));
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Handle_OuterScopeDisposedFirst_KeepsInnerHandler()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var outer = inbox.Handle(e => e == "1", _ => log.Add("outer"));
            using var inner = inbox.Handle(e => e == "2", _ => log.Add("inner"));
            outer.Dispose();
            await inbox.Expect("a");
        });
        machine.Send("2");
        Assert.Throws<UnexpectedEventException>(() => machine.Send("1"));
        Assert.Equal(["inner"], log);
    }

    [Fact]
    public void Handle_AfterItsScope_IsRemoved()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            using (inbox.Handle<string>(e => log.Add($"handled {e}")))
                await inbox.Expect("a");
            await inbox.Expect("b");
        });
        machine.Send("x");
        machine.Send("a");
        Assert.Throws<UnexpectedEventException>(() => machine.Send("x"));
        Assert.Equal(["handled x"], log);
    }

    [Fact]
    public void Handle_DisposedTwice_DoesNotRemoveItsSuccessor()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            var first = inbox.Handle(e => e == "1", _ => log.Add("first"));
            first.Dispose();
            using var second = inbox.Handle(e => e == "2", _ => log.Add("second"));
            first.Dispose();
            await inbox.Expect("a");
        });
        machine.Send("2");
        Assert.Equal(["second"], log);
    }
}
