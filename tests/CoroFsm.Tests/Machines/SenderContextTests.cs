namespace CoroFsm.Tests.Machines;

/// <summary>Later handling runs under the execution context of the sender, whichever way the event has arrived.</summary>
public sealed class SenderContextTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true };

    private static readonly Dictionary<string, Action<Machine<string>, Inbox<string>>> WaysIn = new()
    {
        ["Send"] = static (machine, _) => machine.Send("e"),
        ["TrySend"] = static (machine, _) => machine.TrySend("e"),
        ["OnNext"] = static (machine, _) => ((IObserver<string>)machine).OnNext("e"),
        ["Post"] = static (_, inbox) => inbox.Post("e"),
        ["Throw"] = static (machine, _) => machine.Throw(new TimeoutException()),
        ["OnError"] = static (machine, _) => ((IObserver<string>)machine).OnError(new TimeoutException()),
        ["Complete"] = static (machine, _) => machine.Complete(),
        ["Dispose"] = static (machine, _) => machine.Dispose(),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> WaysAndKinds() => Ambient.Table(WaysIn.Keys);

    /// <summary>A machine that runs refuses the others.</summary>
    public static TheoryData<string, string> WaysFromInsideAndKinds() =>
        Ambient.Table(WaysIn.Keys.Where(static way => way is not ("Throw" or "OnError")));

    public static TheoryData<string> Kinds() => [.. Ambient.Kinds.Keys];

    [Theory]
    [MemberData(nameof(WaysAndKinds))]
    public void Queued_FromWaitingThread_RunsUnderItsContext(string way, string kind) =>
        QueueBehindAnotherUser(way, kind, (machine, inbox) =>
    {
        var sender = Ambient.Start("B", () => WaysIn[way](machine, inbox));
        Assert.True(SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(1)));
        return sender;
    });

    [Theory]
    [MemberData(nameof(WaysAndKinds))]
    public void Queued_FromThreadWithinOtherMachine_RunsUnderItsContext(string way, string kind) =>
        QueueBehindAnotherUser(way, kind, (machine, inbox) =>
    {
        using var outer = Machine.Start<Action>(
            static async actions =>
            {
                await foreach (var action in actions)
                    action();
            },
            Synchronized);
        Ambient.RunOnThread("B", () => outer.Send(() => WaysIn[way](machine, inbox)));
        return null;
    });

    [Theory]
    [MemberData(nameof(WaysFromInsideAndKinds))]
    public void Queued_FromHandlingThreadAsOtherUser_RunsUnderItsContext(string way, string kind)
    {
        foreach (var options in new[] { MachineOptions.Default, Synchronized, new() { ChecksThread = true } })
        {
            List<string> log = [];
            Machine<string>? machine = null;
            Inbox<string> own = default;
            machine = Machine.Start<string>(
                inbox =>
                {
                    own = inbox;
                    return Work(inbox, log, Ambient.Kinds[kind], () => Ambient.As("B", () => WaysIn[way](machine!, own)));
                },
                options);
            Ambient.RunOnThread("A", () =>
            {
                machine.Send("gate");
                log.Add(Ambient.Kinds[kind]());
            });
            Assert.Equal(["A", "B", "A"], log);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SendAsync_Queued_RunsUnderContextOfEachSenderAndLeaksNothing(string kind)
    {
        var read = Ambient.Kinds[kind];
        List<string> log = [];
        List<Task> sent = [];
        using var gate = new Gate();
        using var machine = Machine.Start<string>(inbox => Work(inbox, log, read, gate.Pass), Synchronized);
        var first = Ambient.Start("A", () =>
        {
            machine.Send("gate");
            log.Add("then " + read());
        });
        gate.WaitUntilInside();
        Ambient.RunOnThread("B", Send);
        Ambient.RunOnThread(Ambient.Default, Send);
        Ambient.RunOnThread("B", () =>
        {
            using (ExecutionContext.SuppressFlow())
                Send();
        });
        Ambient.RunOnThread("C", Send);
        Assert.All(sent, task => Assert.False(task.IsCompleted));
        gate.Open();
        first.Join();
        Assert.All(sent, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(["A", "B", Ambient.Default, Ambient.Default, "C", "then A"], log);

        void Send() => sent.Add(machine.SendAsync("e", Token));
    }

    [Fact]
    public async Task SendAsync_Queued_ContinuationsRunUnderTheirOwnContext()
    {
        using var gate = new Gate();
        List<string> log = [];
        using var machine = Machine.Start<string>(inbox => Work(inbox, log, () => Ambient.Now, gate.Pass), Synchronized);
        var first = Ambient.Start("A", () => machine.Send("gate"));
        gate.WaitUntilInside();
        var raw = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ambient.RunOnThread("B", () =>
        {
            machine.SendAsync("e", Token).GetAwaiter().UnsafeOnCompleted(() => raw.SetResult(Ambient.Now));
            _ = SendAndLook();
        });
        gate.Open();
        first.Join();
        Assert.Equal(Ambient.Default, await raw.Task);
        Assert.Equal("B", await awaited.Task);
        Assert.Equal(["A", "B", "B"], log);

        async Task SendAndLook()
        {
            await machine.SendAsync("e", Token);
            awaited.SetResult(Ambient.Now);
        }
    }

    [Fact]
    public void SendAsync_QueuedUnderOtherContext_AllocatesLikeDefaultContext()
    {
        // Turn, task, closure and delegate.
        const long MaxBytes = 240;
        using var machine = Machine.Start<Action>(
            static async inbox =>
            {
                await foreach (var action in inbox)
                    action();
            },
            Synchronized);
        Action nothing = static () => { };
        Assert.InRange(BytesOfAQueuedTurn(), 1, MaxBytes);
        Ambient.As("A", () => Assert.InRange(BytesOfAQueuedTurn(), 1, MaxBytes));

        long BytesOfAQueuedTurn()
        {
            const int Turns = 100;
            var bytes = 0L;
            for (var i = 0; i < 3; i++)
            {
                machine.Send(() => bytes = Allocated.By(() =>
                {
                    for (var turn = 0; turn < Turns; turn++)
                        _ = machine.SendAsync(nothing, Token);
                }));
            }

            return bytes / Turns;
        }
    }

    /// <summary>
    /// While a thread of user A handles an event, one arrives from user B, and then one from a thread with the default context.
    /// </summary>
    private static void QueueBehindAnotherUser(string way, string kind, Func<Machine<string>, Inbox<string>, Thread?> sendAsB)
    {
        var read = Ambient.Kinds[kind];
        List<string> log = [];
        using var gate = new Gate();
        Inbox<string> own = default;
        var machine = Machine.Start<string>(
            inbox =>
            {
                own = inbox;
                return Work(inbox, log, read, gate.Pass);
            },
            Synchronized);
        var first = Ambient.Start("A", () =>
        {
            machine.Send("gate");
            log.Add("then " + read());
        });
        gate.WaitUntilInside();
        var sender = sendAsB(machine, own);
        Task? last = null;
        Ambient.RunOnThread(Ambient.Default, () => last = machine.SendAsync("e", Token));
        gate.Open();
        first.Join();
        sender?.Join();
        if (way is "Complete" or "Dispose")
        {
            Assert.IsType<MachineEndedException>(last!.Exception!.InnerException);
            Assert.Equal(["A", "B", "then A"], log);
        }
        else
        {
            Assert.True(last!.IsCompletedSuccessfully);
            Assert.Equal(["A", "B", Ambient.Default, "then A"], log);
            machine.Dispose();
        }
    }

    /// <summary>Logs the user at each event; each sets another user, who must not be visible to the next.</summary>
    private static async Coroutine Work(Inbox<string> inbox, List<string> log, Func<string> read, Action gate)
    {
        try
        {
            while (true)
            {
                try
                {
                    var e = await inbox.Receive();
                    log.Add(read());
                    if (e == "gate")
                        gate();
                    else
                        Ambient.Become("leaked");
                }
                catch (TimeoutException)
                {
                    log.Add(read());
                    Ambient.Become("leaked");
                }
            }
        }
        catch (Exception error) when (error is EndOfInputException or CoroutineClosedException)
        {
            log.Add(read());
            Ambient.Become("leaked");
            throw;
        }
    }
}
