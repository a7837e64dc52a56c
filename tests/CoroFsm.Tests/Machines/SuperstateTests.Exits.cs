namespace CoroFsm.Tests.Machines;

/// <summary>Substates that are exited or closed: they clean up once, and cannot prevent the exit.</summary>
public sealed partial class SuperstateTests
{
    [Fact]
    public void Until_CleanUpFails_ThrowsInSuperstate()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            try
            {
                await inbox.Until(e => e == "x").Run(Failing(inbox));
            }
            catch (ArithmeticException)
            {
                log.Add("seen");
            }

            log.Add(await inbox.Receive());
        });
        machine.Send("x");
        machine.Send("next");
        Assert.Equal(["seen", "next"], log);

        static async Coroutine Failing(Inbox<string> inbox)
        {
            try
            {
                await inbox.Expect("z");
            }
            catch (OperationCanceledException)
            {
                throw new ArithmeticException();
            }
        }
    }

    [Fact]
    public void Until_SubstateCatchesTheExitAndWaitsAgain_IsRaisedAgain()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Until(e => e == "x").Run(Stubborn(inbox, 3));
            log.Add("out");
            await inbox.Receive();
        });
        machine.Send("x");
        Assert.Equal(["caught", "caught", "caught", "out"], log);
    }

    [Fact]
    public void Until_SubstateIgnoresExit_IsAbandonedAfter16Waits()
    {
        var machine = Machine.Start<string>(async inbox => await inbox.Until(e => e == "x").Run(Stubborn(inbox, int.MaxValue)));
        Assert.Contains("the exit of its substate", Assert.Throws<InvalidOperationException>(() => machine.Send("x")).Message);
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    [Fact]
    public void Dispose_WithinASubstate_UnwindsAll()
    {
        var phone = Machine.Start<string>(Phone);
        phone.Send("offhook");
        phone.Send("dial");
        phone.Dispose();
        Assert.Equal(["talking over", "call over"], log);
        Assert.Equal(MachineStatus.Closed, phone.Status);
    }

    [Fact]
    public void Dispose_WhileSubstateIsExited_ClosesAtNextWait()
    {
        Machine<string>? self = null;
        var machine = self = Machine.Start<string>(async inbox =>
        {
            try
            {
                await inbox.Until(e => e == "x").Run(Closing(inbox));
                log.Add("left");
                await inbox.Receive();
                log.Add("never");
            }
            finally
            {
                log.Add("over");
            }
        });
        machine.Send("x");
        Assert.Equal(["left", "over"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);

        async Coroutine Closing(Inbox<string> inbox)
        {
            try
            {
                await inbox.Expect("never");
            }
            finally
            {
                self!.Dispose();
            }
        }
    }

    [Fact]
    public void Dispose_InSubstateExitedAfterwards_UnwindsOnce()
    {
        var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Until(e => e == "x").Run(Waiting(inbox));
            log.Add("never");
        });
        machine.Dispose();
        Assert.Equal(["over"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);

        async Coroutine Waiting(Inbox<string> inbox)
        {
            try
            {
                await inbox.Expect("never");
            }
            finally
            {
                log.Add("over");
            }
        }
    }

    private async Coroutine Stubborn(Inbox<string> inbox, int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                await inbox.Expect("z");
            }
            catch (OperationCanceledException)
            {
                log.Add("caught");
            }
        }
    }
}
