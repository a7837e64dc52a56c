namespace CoroFsm.Tests.Machines.Hosting;

/// <summary>A host learns what became of each event that it delivers.</summary>
public sealed class DeliverTests
{
    private static readonly MachineOptions Hosted = new() { Name = "order", TimeProvider = new HostClock() };

    [Theory]
    [InlineData(Unmatched.Throw, "a", "Handled")]
    [InlineData(Unmatched.Throw, "b", "Refused UnexpectedEventException")]
    [InlineData(Unmatched.Ignore, "b", "Ignored")]
    [InlineData(Unmatched.Defer, "b", "Deferred")]
    [InlineData(Unmatched.Throw, "filter throws", "Refused FormatException")]
    [InlineData(Unmatched.Throw, "fault", "Handled FormatException")]
    [InlineData(Unmatched.Throw, "inner", "Handled UnexpectedEventException")]
    [InlineData(Unmatched.Throw, "handler throws", "Handled ArithmeticException")]
    [InlineData(Unmatched.Throw, "handler", "Handled")]
    [InlineData(Unmatched.Throw, "filter posts", "Handled UnexpectedEventException")]
    [InlineData(Unmatched.Ignore, "filter posts", "Handled")]
    public void Deliver_AnyEvent_SaysWhatBecameOfIt(Unmatched unmatched, string e, string expected)
    {
        using var machine = Machine.Start<string>(Coroutine, Hosted with { Unmatched = unmatched });
        var delivery = machine.Deliver(e, out var failure);
        Assert.Equal(expected, failure is null ? $"{delivery}" : $"{delivery} {failure.GetType().Name}");
        Assert.True(machine.IsQuiescent || machine.Status == MachineStatus.Faulted);
    }

    [Theory]
    [InlineData("go", "Handled")]
    [InlineData("other", "Refused UnexpectedEventException")]
    public void Deliver_ToChart_SaysWhatBecameOfIt(string trigger, string expected)
    {
        var builder = new StatechartBuilder<string, string>();
        builder.Configure("off").Permit("go", "on");
        builder.Configure("on").Permit("back", "off");
        var chart = builder.Build();
        using var machine = Machine.Start<string>(inbox => chart.Start("off").Run(inbox), Hosted);
        var before = machine.StateHash;
        var delivery = machine.Deliver(trigger, out var failure);
        Assert.Equal(expected, failure is null ? $"{delivery}" : $"{delivery} {failure.GetType().Name}");
        Assert.Equal(StableHash.Of(machine.State).Value, machine.StateHash);
        Assert.Equal(delivery == Delivery.Refused, machine.StateHash == before);
    }

    [Fact]
    public void Deliver_DeferredThenQueued_IsQuiescentAfterEach()
    {
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                await inbox.Expect("open");
                inbox.Post("posted");
                await inbox.Expect("posted");
                await inbox.Expect("early");
                await inbox.Receive();
            },
            Hosted with { Unmatched = Unmatched.Defer });
        Assert.Equal(Delivery.Deferred, machine.Deliver("early", out _));
        Assert.Equal((1, true), (machine.DeferredCount, machine.IsQuiescent));
        Assert.Equal(Delivery.Handled, machine.Deliver("open", out var failure));
        Assert.Null(failure);
        Assert.Equal((0, true), (machine.DeferredCount, machine.IsQuiescent));
    }

    [Fact]
    public void IsQuiescent_WhileItRuns_IsFalse()
    {
        List<bool> seen = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive();
                seen.Add(inbox.Machine.IsQuiescent);
                inbox.Post("x");
                await inbox.Receive();
                seen.Add(inbox.Machine.IsQuiescent);
            },
            Hosted);
        Assert.True(machine.IsQuiescent);
        machine.Deliver("a", out _);
        Assert.Equal([false, false], seen);
        Assert.False(machine.IsQuiescent);
    }

    [Fact]
    public void Deliver_Ended_RefusesEvent()
    {
        var machine = Machine.Start<string>(static async inbox => await inbox.Receive(), Hosted);
        machine.Dispose();
        Assert.Equal(Delivery.Refused, machine.Deliver("a", out var failure));
        Assert.IsType<MachineEndedException>(failure);
    }

    [Fact]
    public void Deliver_FromInside_Throws()
    {
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                await inbox.Receive();
                ((Machine<string>)inbox.Machine).Deliver("b", out _);
            },
            Hosted);
        machine.Deliver("a", out var failure);
        Assert.Contains("is running", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deliver_NotSynchronized_Throws()
    {
        using var machine = Machine.Start<string>(static async inbox => await inbox.Receive());
        Assert.Throws<InvalidOperationException>(() => machine.Deliver("a", out _));
    }

    [Fact]
    public void Deliver_WithHashAndTime_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                while (true)
                {
                    await inbox.Receive(TimeSpan.FromSeconds(1));
                    await inbox.Receive("named");
                }
            },
            Hosted);
        for (var i = 0; i < 10; i++)
            Step100();
        Assert.Equal(0, Allocated.By(Step100));

        void Step100()
        {
            for (var i = 0; i < 100; i++)
            {
                machine.Deliver("x", out _);
                _ = machine.StateHash;
                _ = machine.NextDue;
                _ = machine.HashTimers();
            }
        }
    }

    private static async Coroutine Coroutine(Inbox<string> inbox)
    {
        using var handler = inbox.Handle(
            static e => e.StartsWith("handler", StringComparison.Ordinal),
            static e => _ = e == "handler" ? 0 : throw new ArithmeticException(e));
        while (true)
        {
            var e = await inbox.Receive(e => e switch
            {
                "filter throws" => throw new FormatException(e),
                "filter posts" => Post(inbox),
                _ => e is "a" or "fault" or "inner",
            });
            if (e == "fault")
                throw new FormatException(e);
            if (e == "inner")
                throw new UnexpectedEventException(e);
        }
    }

    private static bool Post(Inbox<string> inbox)
    {
        inbox.Post("a");
        return false;
    }
}
