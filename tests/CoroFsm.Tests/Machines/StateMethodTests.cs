namespace CoroFsm.Tests.Machines;

/// <summary>States as methods that return the next state.</summary>
public sealed class StateMethodTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Start_StateMethods_RunInSequence()
    {
        using var machine = Machine.Start<string>(Closed);
        foreach (var e in new[] { "open", "close", "open" })
            machine.Send(e);
        Assert.Equal(["enter Open", "exit Open", "enter Open"], log);
        Assert.Equal("Open", machine.State);
        machine.Send("break");
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Start_MillionTransitionsWithoutWait_DoNotGrowTheStack()
    {
        var left = 1_000_000;
        using var machine = Machine.Start<string>(Spin);
        Assert.Equal(MachineStatus.Completed, machine.Status);

        async Coroutine<State<string>?> Spin(Inbox<string> inbox)
        {
            await Coroutine.Completed;
            return left-- > 0 ? Spin : null;
        }
    }

    private async Coroutine<State<string>?> Closed(Inbox<string> inbox)
    {
        while (true)
        {
            switch (await inbox.Receive())
            {
                case "open":
                    return Open;
                case "break":
                    return null;
            }
        }
    }

    private async Coroutine<State<string>?> Open(Inbox<string> inbox)
    {
        log.Add("enter Open");
        try
        {
            while (true)
            {
                switch (await inbox.Receive())
                {
                    case "close":
                        return Closed;
                    case "break":
                        return null;
                }
            }
        }
        finally
        {
            log.Add("exit Open");
        }
    }
}
