namespace CoroFsm.Tests.Contract;

/// <summary>The contract over generator-based coroutines.</summary>
public sealed class GeneratorContract : MachineContract
{
    [Fact]
    public void Run_AwaitedByNativeCoroutine_ReturnsToIt()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(async inbox =>
        {
            await inbox.Run(Two(inbox, log));
            log.Add("back");
            log.Add(await inbox.Receive());
        });
        machine.Send("a");
        machine.Send("b");
        machine.Send("c");
        Assert.Equal(["a", "b", "back", "c"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Yield_NativeCoroutine_DelegatesToIt()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(inbox => Delegating(inbox, log));
        machine.Send("a");
        machine.Send("b");
        machine.Send("c");
        Assert.Equal(["hot", "child a", "child b", "own c", "finally"], log);
    }

    [Fact]
    public void Yield_NativeCoroutineFails_RaisesInTheGenerator()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(inbox => DelegatingTo(Failing(inbox), log));
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        Assert.Equal(["finally"], log);
    }

    [Fact]
    public void Dispose_WhileDelegating_ClosesInnermostFirst()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(inbox => DelegatingTo(Cleaning(inbox, log), log));
        machine.Dispose();
        Assert.Equal(["inner finally", "finally"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Complete_Enumerating_EndsTheLoopOnly()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(inbox => Enumerating(inbox, log));
        machine.Send("a");
        machine.Complete();
        Assert.Equal(["a", "after"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Fact]
    public void Receive_Selective_TakesAcceptedEvent()
    {
        List<string> log = [];
        var machine = Machine.Start<string>(inbox => Selecting(inbox, log), new() { Unmatched = Unmatched.Defer });
        machine.Send("b");
        machine.Send("x");
        machine.Send("a");
        Assert.Equal(["a", "b", "x"], log);
    }

    [Fact]
    public void State_Generator_IsItsName()
    {
        using var machine = Machine.Start<string>(inbox => Two(inbox, []));
        Assert.Equal(nameof(Two), machine.State);
    }

    protected override Machine<string> StartCore(MachineOptions? options) => Machine.Start<string>(inbox => Run(inbox, Script), options);

    private static IEnumerable<Wait> Run(Inbox<string> inbox, Script script)
    {
        try
        {
            if (script.First is { } first && !script.Obey(first, inbox))
                yield break;
            do
            {
                yield return inbox.Receive();
            }
            while (script.Obey(inbox.Current, inbox));
        }
        finally
        {
            script.CleanUp();
        }
    }

    private static IEnumerable<Wait> Two(Inbox<string> inbox, List<string> log)
    {
        yield return inbox.Receive();
        log.Add(inbox.Current);
        yield return inbox.Receive();
        log.Add(inbox.Current);
    }

    private static IEnumerable<Wait> Delegating(Inbox<string> inbox, List<string> log)
    {
        try
        {
            yield return Hot(log);
            yield return Child(inbox, log);
            yield return Child(inbox, log);
            yield return inbox.Receive();
            log.Add($"own {inbox.Current}");
        }
        finally
        {
            log.Add("finally");
        }
    }

    private static IEnumerable<Wait> DelegatingTo(Coroutine child, List<string> log)
    {
        try
        {
            yield return child;
        }
        finally
        {
            log.Add("finally");
        }
    }

    private static IEnumerable<Wait> Enumerating(Inbox<string> inbox, List<string> log)
    {
        while (true)
        {
            yield return inbox.MoveNextAsync();
            if (inbox.IsCompleted)
                break;
            log.Add(inbox.Current);
        }

        log.Add("after");
    }

    private static IEnumerable<Wait> Selecting(Inbox<string> inbox, List<string> log)
    {
        yield return inbox.Expect("a");
        log.Add(inbox.Current);
        yield return inbox.Receive(static e => e == "b");
        log.Add(inbox.Current);
        yield return inbox.Receive<string>();
        log.Add(inbox.Current);
    }

    private static async Coroutine Hot(List<string> log)
    {
        log.Add("hot");
        await Coroutine.Completed;
    }

    private static async Coroutine Child(Inbox<string> inbox, List<string> log) => log.Add($"child {await inbox.Receive()}");

    private static async Coroutine Failing(Inbox<string> inbox)
    {
        await inbox.Receive();
        throw new ArithmeticException();
    }

    private static async Coroutine Cleaning(Inbox<string> inbox, List<string> log)
    {
        try
        {
            await inbox.Receive();
        }
        finally
        {
            log.Add("inner finally");
        }
    }
}
