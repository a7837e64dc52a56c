namespace CoroFsm.Tests.Machines;

/// <summary>Timers whose events are deferred, or are due while another event is handled.</summary>
public sealed partial class MachineTimerTests
{
    [Fact]
    public void CancelTimer_EventIsDeferred_IsNeverReceived()
    {
        using var machine = Start(
            async inbox =>
            {
                inbox.SetTimer("t", TimeSpan.FromSeconds(1), "t");
                inbox.SetTimer("u", TimeSpan.FromSeconds(1), "u");
                await inbox.Expect("go");
                Assert.True(inbox.CancelTimer("t"));
                inbox.SetTimer("u", TimeSpan.FromSeconds(1), "u2");
                await NoteAll(inbox);
            },
            Unmatched.Defer);
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send("kept");
        machine.Send("go");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["1:00 kept", "1:01 u2"], log);
    }

    [Fact]
    public void SetTimer_EventIsDeferred_IsReceivedWhenItIsAccepted()
    {
        using var machine = Start(
            async inbox =>
            {
                inbox.SetTimer("t", TimeSpan.FromSeconds(1), "t");
                await inbox.Expect("go");
                Note(await inbox.Receive());
                Assert.False(inbox.CancelTimer("t"));
                inbox.SetTimer("t", TimeSpan.FromSeconds(1), "t2");
                await NoteAll(inbox);
            },
            Unmatched.Defer);
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send("go");
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["1:00 t", "1:01 t2"], log);
    }

    [Fact]
    public void SetStateTimer_EventIsDeferredAndTheStateIsLeft_IsNeverReceived()
    {
        using var machine = Start(
            async inbox =>
            {
                await Waiting(inbox);
                await NoteAll(inbox);
            },
            Unmatched.Defer);
        time.Advance(TimeSpan.FromMinutes(1));
        machine.Send("go");
        machine.Send("a");
        Assert.Equal(["1:00 a"], log);

        static async Coroutine Waiting(Inbox<string> inbox)
        {
            inbox.SetStateTimer(TimeSpan.FromSeconds(1), "late");
            await inbox.Expect("go");
        }
    }

    [Fact]
    public void CancelTimer_ByFilterOverDeferredEvents_IsRefused()
    {
        using var machine = Start(
            async inbox =>
            {
                inbox.SetTimer("t", TimeSpan.FromSeconds(1), "ring");
                Note(await inbox.Receive(static e => e == "go"));
                await inbox.Receive(e => inbox.CancelTimer("t") || e == "x");
            },
            Unmatched.Defer);
        time.Advance(TimeSpan.FromSeconds(2));
        machine.Send("x");
        Assert.Contains("filter", Assert.Throws<InvalidOperationException>(() => machine.Send("go")).Message, StringComparison.Ordinal);
        Assert.Equal(["0:02 go"], log);
    }

    [Fact]
    public void Send_WhileTimerEventIsHandled_IsSeparateEvent()
    {
        using var machine = Start(
            async inbox =>
            {
                inbox.SetTimer("tick", TimeSpan.FromSeconds(1), "tick");
                Note(await inbox.Receive(static e => e == "tick"));
                var sub = Sub(inbox);
                ((Machine<string>)inbox.Machine).Send("x");
                await sub;
                log.Add($"{inbox.CancelTimer("tick")}");
                await NoteAll(inbox);
            },
            Unmatched.Defer);
        time.Advance(TimeSpan.FromSeconds(2));
        machine.Send("go");
        Assert.Equal(["0:01 tick", "False", "0:02 x"], log);

        static async Coroutine Sub(Inbox<string> inbox) => await inbox.Expect("go");
    }
}
