namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>The end of a machine, as a task.</summary>
public sealed class CompletionTests
{
    private readonly MachineLog log = [];

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void Completion_CoroutineReturns_Completes(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        var completion = machine.Completion;
        machine.Send("a");
        Assert.False(completion.IsCompleted);
        machine.Send("return");
        Assert.True(completion.IsCompletedSuccessfully);
        Assert.Same(completion, machine.Completion);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void Completion_Dispose_Completes(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        var completion = machine.Completion;
        machine.Dispose();
        Assert.Equal(MachineStatus.Closed, machine.Status);
        Assert.True(completion.IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void Completion_InputEnds_Completes(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        var completion = machine.Completion;
        machine.Complete();
        Assert.True(completion.IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task Completion_CoroutineThrows_FailsWithFault(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        var completion = machine.Completion;
        var error = Assert.Throws<FormatException>(() => machine.Send("fail"));
        Assert.Same(error, await Assert.ThrowsAsync<FormatException>(() => Bounded(completion)));
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task Completion_CleanUpThrowsAtDispose_FailsWithFault(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        var completion = machine.Completion;
        machine.Send("dirty");
        var error = Assert.Throws<TimeoutException>(machine.Dispose);
        Assert.Same(error, await Assert.ThrowsAsync<TimeoutException>(() => Bounded(completion)));
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public async Task Completion_RequestedAfterEnd_IsTheSameTaskWithTheOutcome(string form, string threads)
    {
        var machine = MachineKinds.Start(form, threads, log);
        Assert.Throws<FormatException>(() => machine.Send("fail"));
        var completion = machine.Completion;
        Assert.Same(completion, machine.Completion);
        Assert.Same(machine.Fault, await Assert.ThrowsAsync<FormatException>(() => Bounded(completion)));

        var closed = MachineKinds.Start(form, threads, log);
        closed.Dispose();
        Assert.True(closed.Completion.IsCompletedSuccessfully);
        Assert.Same(closed.Completion, closed.Completion);
    }

    [Theory]
    [MemberData(nameof(MachineKinds.All), MemberType = typeof(MachineKinds))]
    public void Completion_RequestedByObserverOfTheEnd_Completes(string form, string threads)
    {
        var observer = new AtEnd();
        var machine = MachineKinds.Start(form, threads, log, observer);
        machine.Send("return");
        Assert.True(observer.Completion!.IsCompletedSuccessfully);
        Assert.Same(observer.Completion, machine.Completion);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("synchronized")]
    public void Completion_EndsAtStart_IsComplete(string threads)
    {
        var machine = Machine.Start<string>(static _ => Coroutine.Completed, MachineKinds.Options(threads));
        Assert.True(machine.Completion.IsCompletedSuccessfully);
    }

    /// <summary>A continuation that asks to run synchronously would run on the sender's thread, inside of the turn.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("synchronized")]
    public void Completion_SynchronousContinuation_RunsOutsideOfTheTurn(string threads)
    {
        using var continued = new ManualResetEventSlim();
        var machine = MachineKinds.Start("coroutine", threads, log);
        var thread = 0;
        machine.Completion.GetAwaiter().OnCompleted(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            continued.Set();
        });
        var sender = new Thread(() =>
        {
            machine.Send("return");
            Assert.True(continued.Wait(TimeSpan.FromMinutes(1)));
        });
        sender.Start();
        sender.Join();
        Assert.NotEqual(0, thread);
        Assert.NotEqual(sender.ManagedThreadId, thread);
    }

    /// <summary>The sender has received the fault; a completion that is not awaited must not report it once more.</summary>
    [Fact]
    public void Completion_FaultNotAwaited_IsObserved()
    {
        List<Exception> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) =>
        {
            lock (unobserved)
                unobserved.AddRange(e.Exception.InnerExceptions.OfType<MissingMemberException>());
        };
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            Abandon();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Empty(unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }

        static void Abandon()
        {
            var machine = Machine.Start<string>(async inbox =>
            {
                await inbox.Receive();
                throw new MissingMemberException();
            });
            _ = machine.Completion;
            Assert.Throws<MissingMemberException>(() => machine.Send("a"));
        }
    }

    [Fact]
    public void Completion_RequestedByTwoThreadsWhileThirdEndsTheMachine_IsOneTaskThatCompletes()
    {
        const int Rounds = 2_000;
        using var barrier = new Barrier(3);
        var machines = Enumerable.Range(0, Rounds).Select(_ => MachineKinds.Start("coroutine", "synchronized", [])).ToArray();
        var tasks = new Task[2][];
        var threads = Enumerable.Range(0, 2).Select(t => new Thread(() =>
        {
            tasks[t] = new Task[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait(TestContext.Current.CancellationToken);
                tasks[t][i] = machines[i].Completion;
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var machine in machines)
        {
            barrier.SignalAndWait(TestContext.Current.CancellationToken);
            machine.Send("return");
        }

        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(tasks[0], tasks[1]);
        Assert.All(tasks[0], task => Assert.True(task.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("synchronized")]
    public void Completion_NotRequested_IsNotCreated(string threads)
    {
        var machines = Enumerable.Range(0, Allocated.Runs).Select(_ => MachineKinds.Start("coroutine", threads, [])).ToArray();
        var next = 0;
        var bytes = Allocated.By(() => machines[next++].Dispose());
        var asked = MachineKinds.Start("coroutine", threads, []);
        var more = GC.GetAllocatedBytesForCurrentThread();
        _ = asked.Completion;
        asked.Dispose();
        more = GC.GetAllocatedBytesForCurrentThread() - more;
        Assert.InRange(more, bytes + 88, long.MaxValue);        // a task and its source
    }

    private static Task Bounded(Task task) => task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private sealed class AtEnd : IMachineObserver
    {
        internal Task? Completion { get; private set; }

        void IMachineObserver.OnEnded(Machine machine) => Completion = machine.Completion;
    }
}
