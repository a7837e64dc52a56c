using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <content>States, events and timers while work is awaited.</content>
public sealed partial class AwaitTests
{
    [Fact]
    public void State_WhileWorkIsAwaited_IsThatOfTheCall()
    {
        using var machine = Machine.Start<string>(Order, Synchronized);
        Assert.Equal("Order/Pay/Charging", machine.State);
        Assert.StartsWith("AwaitTests.Events.cs:", machine.Position);
        work.SetResult(7);
        Assert.Equal("Order/Paid", machine.State);

        async Coroutine Order(Inbox<string> inbox)
        {
            await Pay(inbox);
            await inbox.Receive("Paid");
        }

        async Coroutine Pay(Inbox<string> inbox) => await inbox.Await(Begin, "Charging");
    }

    [Fact]
    public void State_Unnamed_IsTheMethod()
    {
        using var machine = Machine.Start<string>(Charging, Synchronized);
        Assert.Equal("Charging", machine.State);

        async Coroutine Charging(Inbox<string> inbox) => await inbox.Await(Begin);
    }

    [Fact]
    public void Send_WhileWorkIsAwaited_FollowsThePolicyOfTheMachine()
    {
        using var machine = Machine.Start<string>(async inbox => log.Add($"{await inbox.Await(Begin, "Charging")}"), Synchronized);
        var error = Assert.Throws<UnexpectedEventException>(() => machine.Send("a"));
        Assert.Contains("Charging", error.Message);
        work.SetResult(7);
        Assert.Equal(["7"], log);
    }

    [Theory]
    [InlineData(Unmatched.Defer, "7,a,b")]
    [InlineData(Unmatched.Ignore, "7,b")]
    public void Send_WhileWorkIsAwaited_FollowsThePolicyOfTheCall(Unmatched unmatched, string expected)
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                log.Add($"{await inbox.Await(Begin, unmatched: unmatched)}");
                await foreach (var e in inbox)
                    log.Add(e);
            },
            Synchronized);
        machine.Send("a");
        work.SetResult(7);
        machine.Send("b");
        Assert.Equal(expected, string.Join(',', log));
    }

    [Fact]
    public void Send_AfterAwaitWithItsOwnPolicy_FollowsThatOfTheMachineAgain()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(Begin, unmatched: Unmatched.Defer);
                await inbox.Expect("b");
            },
            Synchronized);
        work.SetResult(7);
        Assert.Throws<UnexpectedEventException>(() => machine.Send("a"));
    }

    [Fact]
    public void Handle_WhileWorkIsAwaited_GetsTheEvent()
    {
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var status = inbox.Handle<string>(log.Add);
                log.Add($"{await inbox.Await(Begin)}");
                await inbox.Receive();
            },
            Synchronized);
        machine.Send("a");
        work.SetResult(7);
        Assert.Equal(["a", "7"], log);
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Await_SimulatedDelay_EndsOnTheSimulatedClock()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(token => Task.Delay(TimeSpan.FromMinutes(1), time, token), "Resting");
                log.Add($"{time.Elapsed:m\\:ss}");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(log);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["1:00"], log);
    }

    [Fact]
    public void SetStateTimer_StateOfTheWorkIsLeft_IsCancelled()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var late = inbox.Handle(static e => e == "late", log.Add);
                inbox.SetStateTimer(TimeSpan.FromSeconds(5), "late");
                log.Add($"{await inbox.Await(Begin, "Charging")}");
                await inbox.Receive(static _ => false, "Paid");
            },
            new() { TimeProvider = time });
        work.SetResult(7);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["7"], log);
    }

    [Fact]
    public void SetStateTimer_WorkTakesLonger_IsReceivedMeanwhile()
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                using var late = inbox.Handle(static e => e == "late", log.Add);
                inbox.SetStateTimer(TimeSpan.FromSeconds(5), "late");
                log.Add($"{await inbox.Await(Begin, "Charging")}");
                await inbox.Receive();
            },
            new() { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(10));
        work.SetResult(7);
        Assert.Equal(["late", "7"], log);
    }
}
