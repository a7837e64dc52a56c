namespace CoroFsm.Tests.Coroutines;

/// <summary>Sending allocates nothing in the steady state.</summary>
public sealed class AllocationTests
{
    private static readonly string Event = "event";

    [Fact]
    public void Send_Waiting_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(Receiving);
        AllocatesNothing(() => machine.Send(Event));
    }

    [Fact]
    public void Send_BigStruct_AllocatesNothing()
    {
        using var machine = Machine.Start<(long, long)>(static async inbox =>
        {
            while (true)
                await inbox.Receive();
        });
        AllocatesNothing(() => machine.Send((1, 2)));
    }

    [Fact]
    public void Send_Enumerating_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(static async inbox =>
        {
            await foreach (var e in inbox)
                _ = e;
        });
        AllocatesNothing(() => machine.Send(Event));
    }

    [Fact]
    public void Send_Generator_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(Generating);
        AllocatesNothing(() => machine.Send(Event));
    }

    [Fact]
    public void Send_Selective_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                while (true)
                {
                    await inbox.Expect(Event);
                    await inbox.Receive<string>();
                    await inbox.Receive(static e => e.Length > 0);
                }
            },
            new() { Unmatched = Unmatched.Ignore });
        AllocatesNothing(() =>
        {
            machine.Send(Event);
            machine.Send("");
        });
    }

    [Fact]
    public void Send_DeferredAndTakenBack_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(
            static async inbox =>
            {
                while (true)
                {
                    await inbox.Expect("a");
                    await inbox.Expect("b");
                }
            },
            new() { Unmatched = Unmatched.Defer });
        AllocatesNothing(() =>
        {
            machine.Send("b");
            machine.Send("a");
        });
    }

    [Fact]
    public void Send_ToItself_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(static async inbox =>
        {
            while (true)
            {
                if (await inbox.Receive() == "twice")
                    inbox.Post("again");
            }
        });
        AllocatesNothing(() => machine.Send("twice"));
    }

    [Fact]
    public void Send_HandledByASuperstate_AllocatesNothing()
    {
        using var machine = Machine.Start<string>(static async inbox =>
        {
            using var ignored = inbox.Handle(static e => e == "other", static _ => { });
            while (true)
                await inbox.Expect("mine");
        });
        AllocatesNothing(() => machine.Send("other"));
    }

    [Fact]
    public void Send_SubCoroutinePerEvent_AllocatesNothing()
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        using var machine = Machine.Start<string>(static async inbox =>
        {
            while (true)
                await Nested(inbox, 3);
        });
        AllocatesNothing(() => machine.Send(Event));
    }

    [Fact]
    public void Send_HundredLevelsPerEvent_AllocatesNothing()
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        using var machine = Machine.Start<string>(static async inbox =>
        {
            while (true)
                await Nested(inbox, 100);
        });
        AllocatesNothing(() => machine.Send(Event));
    }

    [Fact]
    public void Send_StateMethods_AllocatesNothing()
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        using var machine = Machine.Start<string>(Ping);
        AllocatesNothing(() => machine.Send(Event));

        static async Coroutine<State<string>?> Ping(Inbox<string> inbox)
        {
            await inbox.Receive();
            return Pong;
        }

        static async Coroutine<State<string>?> Pong(Inbox<string> inbox)
        {
            await inbox.Receive();
            return Ping;
        }
    }

    private static void AllocatesNothing(Action action)
    {
        for (var i = 0; i < 2_000; i++)
            action();

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 10_000; i++)
                action();
        }));
    }

    private static async Coroutine Receiving(Inbox<string> inbox)
    {
        while (true)
            await inbox.Receive();
    }

    private static IEnumerable<Wait> Generating(Inbox<string> inbox)
    {
        while (true)
            yield return inbox.Receive();
    }

    private static async Coroutine<int> Nested(Inbox<string> inbox, int levels) =>
        levels == 1 ? (await inbox.Receive()).Length : await Nested(inbox, levels - 1);
}
