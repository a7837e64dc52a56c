namespace CoroFsm.Tests.Machines;

public sealed class SynchronizedTests
{
    private static readonly MachineOptions Synchronized = new() { Synchronized = true, Name = "door" };

    [Fact]
    public void Send_FromManyThreads_HandlesOneAtATimeInOrderOfEachThread()
    {
        const int Threads = 4;
        const int Events = 5_000;
        var last = new int[Threads];
        var inside = 0;
        var overlaps = 0;
        using var machine = Machine.Start<(int Thread, int Number)>(
            async inbox =>
            {
                await foreach (var (thread, number) in inbox)
                {
                    overlaps += Interlocked.Increment(ref inside) - 1;
                    Assert.Equal(last[thread] + 1, number);
                    last[thread] = number;
                    Interlocked.Decrement(ref inside);
                }
            },
            Synchronized);

        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (var i = 1; i <= Events; i++)
                machine.Send((t, i));
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Equal(Enumerable.Repeat(Events, Threads), last);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Send_WhileOtherThreadHandles_ReturnsAfterOwnEventWithOwnError()
    {
        var gate = new Gate();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                while (true)
                {
                    var e = await inbox.Receive(static e => e != "bad");
                    if (e == "gate")
                        gate.Pass();
                }
            },
            Synchronized);

        var first = gate.Start(() => machine.Send("gate"));
        Exception? error = null;
        var bad = new Thread(() => error = Record.Exception(() => machine.Send("bad")));
        bad.Start();
        var good = machine.SendAsync("good", TestContext.Current.CancellationToken);
        Assert.False(good.IsCompleted);
        gate.Open();
        first.Join();
        bad.Join();
        Assert.IsType<UnexpectedEventException>(error);
    }

    [Fact]
    public async Task SendAsync_WhileOtherThreadHandles_CompletesWithOwnEvent()
    {
        var gate = new Gate();
        List<string> log = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                while (true)
                {
                    var e = await inbox.Receive(static e => e != "bad");
                    log.Add(e);
                    if (e == "gate")
                        gate.Pass();
                }
            },
            Synchronized);

        var first = gate.Start(() => machine.Send("gate"));
        var a = machine.SendAsync("a", TestContext.Current.CancellationToken);
        var bad = machine.SendAsync("bad", TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var cancelled = machine.SendAsync("never", cancellation.Token);
        var b = machine.SendAsync("b", TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        Assert.False(a.IsCompleted);
        gate.Open();
        first.Join();
        await a;
        await b;
        await Assert.ThrowsAsync<UnexpectedEventException>(() => bad);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(["gate", "a", "b"], log);
    }

    [Fact]
    public void SendAsync_Idle_IsHandledAtOnce()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(async inbox => log.Add(await inbox.Receive()), Synchronized);
        Assert.True(machine.SendAsync("a", TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.Equal(["a"], log);
        Assert.IsType<MachineEndedException>(machine.SendAsync("b", TestContext.Current.CancellationToken).Exception!.InnerException);
    }

    [Fact]
    public void SendAsync_BorrowedEvent_IsDetachedBeforeQueuing()
    {
        List<int> log = [];
        Machine<Borrowed>? self = null;
        using var machine = self = Machine.Start<Borrowed>(
            async inbox =>
            {
                await inbox.Receive();
                int[] buffer = [1];
                _ = self!.SendAsync(new(buffer), TestContext.Current.CancellationToken);
                buffer[0] = 99;
                log.Add((await inbox.Receive()).Buffer[0]);
            },
            Synchronized);
        machine.Send(new([0]));
        Assert.Equal([1], log);
    }

    [Fact]
    public void Post_BorrowedEvent_IsDetachedBeforeQueuing()
    {
        List<int> log = [];
        using var machine = Machine.Start<Borrowed>(async inbox =>
        {
            await inbox.Receive();
            int[] buffer = [1];
            inbox.Post(new(buffer));
            buffer[0] = 99;
            log.Add((await inbox.Receive()).Buffer[0]);
        });
        machine.Send(new([0]));
        Assert.Equal([1], log);
    }

    [Fact]
    public void SendAsync_NotSynchronized_ThrowsWithFix()
    {
        using var machine = Machine.Start<string>(async inbox => await inbox.Receive());
        Assert.Contains(
            "Synchronized",
            Assert.Throws<InvalidOperationException>(() => { _ = machine.SendAsync("a", TestContext.Current.CancellationToken); }).Message);
    }

    [Fact]
    public void Send_TwoMachinesSendToEachOther_DoNotDeadlock()
    {
        using var bothInside = new Barrier(2);
        Machine<string>? left = null;
        Machine<string>? right = null;
        List<string> log = [];
        left = Machine.Start<string>(inbox => Forward(inbox, "left", () => right!), Synchronized);
        right = Machine.Start<string>(inbox => Forward(inbox, "right", () => left), Synchronized);

        var threads = new[] { left, right }.Select(m => new Thread(() => m.Send("go"))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        // Work queued at the other machine was done by the thread that handled its events.
        Assert.Equal(["left got hello", "right got hello"], log.Order(StringComparer.Ordinal));

        async Coroutine Forward(Inbox<string> inbox, string name, Func<Machine<string>> other)
        {
            await inbox.Expect("go");
            bothInside.SignalAndWait(TestContext.Current.CancellationToken);
            other().Send("hello");
            bothInside.SignalAndWait(TestContext.Current.CancellationToken);
            var e = await inbox.Receive();
            lock (log)
                log.Add($"{name} got {e}");
        }
    }

    [Fact]
    public void Dispose_WhileOtherThreadHandles_WaitsForItsTurn()
    {
        var gate = new Gate();
        List<string> log = [];
        var machine = Machine.Start<string>(
            async inbox =>
            {
                try
                {
                    while (true)
                    {
                        log.Add(await inbox.Receive());
                        gate.Pass();
                    }
                }
                finally
                {
                    log.Add("over");
                }
            },
            Synchronized);
        var first = gate.Start(() => machine.Send("gate"));
        var closing = new Thread(machine.Dispose);
        closing.Start();
        gate.Open();
        first.Join();
        closing.Join();
        Assert.Equal(["gate", "over"], log);
        Assert.False(machine.TrySend("late"));
    }

    [Fact]
    public void Send_ChecksThread_RefusesSecondThreadAtOnce()
    {
        var gate = new Gate();
        List<string> log = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                while (true)
                {
                    var e = await inbox.Receive();
                    log.Add(e);
                    if (e == "gate")
                    {
                        inbox.Post("own");
                        gate.Pass();
                    }
                }
            },
            new() { ChecksThread = true, Name = "door" });
        var first = gate.Start(() => machine.Send("gate"));
        Assert.Contains("door", Assert.Throws<MachineBusyException>(() => machine.Send("stray")).Message);
        Assert.Throws<MachineBusyException>(machine.Dispose);
        gate.Open();
        first.Join();
        machine.Send("next");
        Assert.Equal(["gate", "own", "next"], log);
    }

    private readonly record struct Borrowed(int[] Buffer) : IDetachable<Borrowed>
    {
        public Borrowed Detach() => new([.. Buffer]);
    }

    private sealed class Gate
    {
        private readonly ManualResetEventSlim inside = new();
        private readonly ManualResetEventSlim open = new();

        /// <summary>Starts a thread and waits until it is at the gate.</summary>
        public Thread Start(Action action)
        {
            var thread = new Thread(() => action());
            thread.Start();
            inside.Wait(TestContext.Current.CancellationToken);
            return thread;
        }

        public void Pass()
        {
            inside.Set();
            open.Wait(TestContext.Current.CancellationToken);
        }

        public void Open() => open.Set();
    }
}
