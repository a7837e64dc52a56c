using System.Runtime.ExceptionServices;
using CoroFsm.CompilerServices;
using CoroFsm.Testing;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Coroutines;

/// <summary>
/// A close runs all clean-up of the user's, innermost first, reaches every coroutine, and costs no exception where there is none.
/// </summary>
public sealed class ClosingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, Func<Inbox<int>, Coroutine>> Plain = new()
    {
        ["receive"] = static async inbox => await inbox.Receive(),
        ["predicate"] = static async inbox => await inbox.Receive(static e => e > 0),
        ["case"] = static async inbox => await inbox.Receive<int>(),
        ["value"] = static async inbox => await inbox.Expect(1),
        ["limit"] = static async inbox => await inbox.Receive(Long),
        ["enumeration"] = static async inbox =>
        {
            await foreach (var e in inbox)
                _ = e;
        },
        ["selective enumeration"] = static async inbox =>
        {
            await foreach (var e in inbox.Where(static e => e > 0))
                _ = e;
        },
        ["call"] = static async inbox => await Nested(inbox, 3),
        ["substate"] = static async inbox => await inbox.Until(static e => e == 9).Run(Child(inbox)),
        ["substate with a result"] = static async inbox => await inbox.Within(Long).Run(Nested(inbox, 3)),
        ["generator"] = static inbox => inbox.Run(Generator(inbox)),
        ["generator that delegates"] = static inbox => inbox.Run(Delegating(inbox)),
        ["generator with a finally block"] = static inbox => inbox.Run(Cleaning(inbox, [])),
    };

    private readonly List<string> log = [];

    public static TheoryData<string> PlainKinds => [.. Plain.Keys];

    [Theory]
    [MemberData(nameof(PlainKinds))]
    public void Dispose_NothingToUnwind_ThrowsNothing(string kind)
    {
        var machine = Machine.Start<int>(Plain[kind], new() { TimeProvider = new SimulatedTime() });
        Assert.Equal(0, Thrown(machine.Dispose));
        Assert.Equal((MachineStatus.Closed, null), (machine.Status, machine.Fault));
        Assert.False(machine.TrySend(1));
    }

    [Fact]
    public void Dispose_OneLevelWithCleanUp_ThrowsForThatLevelOnly()
    {
        var machine = Machine.Start<int>(inbox => Outer(inbox, log));
        Assert.Equal(1, Thrown(machine.Dispose));
        Assert.Equal(["finally"], log);

        static async Coroutine Outer(Inbox<int> inbox, List<string> log) => await Middle(inbox, log);

        static async Coroutine Middle(Inbox<int> inbox, List<string> log)
        {
            try
            {
                await Nested(inbox, 5);
            }
            finally
            {
                log.Add("finally");
            }
        }
    }

    [Fact]
    public void Kill_NothingToUnwind_ThrowsNothing()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        TaskId[] ids =
        [
            scheduler.Spawn(static async task => await task.Sleep(Long)),
            scheduler.Spawn(static async task => await task.Receive<int>()),
            scheduler.Spawn(static async task => await task.Receive<int>(Long)),
            scheduler.Spawn(static async task => await task.Select([Trap.Sleep(Long), Trap.Receive<int>()])),
            scheduler.Spawn(static async task => await SleepNested(task, 4)),
        ];
        scheduler.RunUntilIdle();
        Assert.Equal(0, Thrown(() => Array.ForEach(ids, scheduler.Kill)));
        Assert.All(ids, static id => Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End));
        Assert.Equal(0, scheduler.TimerCount);
    }

    [Fact]
    public void Dispose_EachFormOfCleanUp_RunsIt()
    {
        Func<Inbox<int>, Coroutine>[] forms =
        [
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                finally
                {
                    log.Add("finally");
                }
            },
            async inbox =>
            {
                using var resource = new Resource(() => log.Add("using"));
                await inbox.Receive();
            },
            async inbox =>
            {
                await using var resource = new AsyncResource(() => log.Add("await using"));
                await inbox.Receive();
            },
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                catch (CoroutineClosedException)
                {
                    log.Add("catch");
                    throw;
                }
            },
            async inbox =>
            {
                try
                {
                    await inbox.Receive();
                }
                catch (Exception) when (Filter("filter"))
                {
                }
            },
            async inbox =>
            {
                foreach (var _ in Items(log))
                    await inbox.Receive();
            },
            async inbox => await new Relay(inbox.Receive(), () => log.Add("awaiter")),
            async inbox => await Relayed(inbox),
            async inbox => await new RelayObject(inbox.Receive(), () => log.Add("awaiter object")),
            inbox => inbox.Run(Cleaning(inbox, log)),
            inbox => inbox.Run(DelegatingAndCleaning(inbox, log)),
            async inbox => await inbox.Run(Cleaning(inbox, log)),
        ];
        foreach (var form in forms)
            Machine.Start(form).Dispose();
        Assert.Equal(
            [
                "finally", "using", "await using", "catch", "filter", "items", "awaiter", "relayed", "awaiter object",
                "generator", "inner", "outer", "generator",
            ],
            log);

        bool Filter(string name)
        {
            log.Add(name);
            return false;
        }

        async Coroutine Relayed(Inbox<int> inbox) => await new RelayedCall(Child(inbox).GetAwaiter(), () => log.Add("relayed"));
    }

    [Fact]
    public void Dispose_CleanUpOfAGeneratorThrows_ComesOut()
    {
        var machine = Machine.Start<int>(static async inbox => await inbox.Run(Failing(inbox)));
        Assert.Throws<ArithmeticException>(machine.Dispose);
        Assert.Equal(MachineStatus.Faulted, machine.Status);

        static void Fail() => throw new ArithmeticException();

        static IEnumerable<Wait> Failing(Inbox<int> inbox)
        {
            try
            {
                yield return inbox.Receive();
            }
            finally
            {
                Fail();
            }
        }
    }

    /// <summary>A chain of coroutines, each of which has clean-up or has not, native or a generator.</summary>
    [Property(MaxTest = 200)]
    public bool Dispose_AnyChain_CleansUpInnermostFirst(byte[] levels)
    {
        List<int> cleaned = [];
        var machine = Machine.Start<int>(inbox => Level(inbox, levels, 0, cleaned));
        machine.Dispose();
        var expected = Enumerable.Range(0, levels.Length).Where(i => levels[i] % 2 == 1).Reverse();
        return cleaned.SequenceEqual(expected) && machine.Status == MachineStatus.Closed && machine.Fault is null;
    }

    [Fact]
    public void Dispose_ChildSwallowsTheClose_IsRaisedInEachCaller()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            try
            {
                await Middle(inbox);
                log.Add("outer went on");
            }
            finally
            {
                log.Add("outer finally");
            }
        });
        machine.Dispose();
        Assert.Equal(["swallowed", "middle finally", "outer finally"], log);
        Assert.Equal((MachineStatus.Closed, null), (machine.Status, machine.Fault));

        async Coroutine Middle(Inbox<int> inbox)
        {
            try
            {
                log.Add($"{await Swallowing(inbox)}");
            }
            catch (CoroutineClosedException)
            {
                log.Add("middle finally");      // and this one swallows it, too
            }
        }
    }

    [Fact]
    public void Dispose_ChildOfAGeneratorSwallowsTheClose_TheGeneratorDoesNotGoOn()
    {
        var machine = Machine.Start<int>(inbox => Calling(inbox));
        machine.Dispose();
        Assert.Equal(["swallowed", "finally"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);

        IEnumerable<Wait> Calling(Inbox<int> inbox)
        {
            try
            {
                yield return SwallowingAll(inbox);
                log.Add("went on");
            }
            finally
            {
                log.Add("finally");
            }
        }

        async Coroutine SwallowingAll(Inbox<int> inbox) => await Swallowing(inbox);
    }

    [Fact]
    public void Dispose_ExitOfAResourceSwallowsTheClose_TheOuterExitsRun()
    {
        var machine = Machine.Start<int>(async inbox =>
        {
            await using var outer = new AsyncResource(() => log.Add("outer exit"));
            await using (new WaitingResource(this, inbox))
                log.Add("body");
            log.Add("went on");
        });
        machine.Dispose();
        Assert.Equal(["body", "swallowed", "outer exit"], log);
        Assert.Equal(MachineStatus.Closed, machine.Status);
    }

    [Fact]
    public void Kill_CoroutineSwallowsTheClose_IsRaisedInTheCaller()
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var id = scheduler.Spawn(async task =>
        {
            await Sleeping(task);
            log.Add("went on");
        });
        scheduler.RunUntilIdle();
        scheduler.Kill(id);
        Assert.Equal(["swallowed"], log);
        Assert.Equal(TaskEnd.Killed, id.GetOutcome()!.Value.End);

        async Coroutine Sleeping(TaskContext task)
        {
            try
            {
                await task.Sleep(Long);
            }
            catch (CoroutineClosedException)
            {
                log.Add("swallowed");
            }
        }
    }

    [Fact]
    public void Until_SubstateSwallowsItsExit_ReturnsToItsCallerNormally()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            var end = await inbox.Until(static e => e == 9).Run(Substate(inbox));
            log.Add($"{end.IsInterrupted} {end.Result}");
        });
        machine.Send(9);
        Assert.Equal(["swallowed", "True 7"], log);

        async Coroutine<int> Substate(Inbox<int> inbox)
        {
            try
            {
                await inbox.Expect(1);
            }
            catch (OperationCanceledException)
            {
                log.Add("swallowed");
            }

            return 7;
        }
    }

    /// <summary>Counts the exceptions that an action throws on this thread, caught or not.</summary>
    private static int Thrown(Action action)
    {
        var count = 0;
        var thread = Environment.CurrentManagedThreadId;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            action();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        return count;

        void Count(object? sender, FirstChanceExceptionEventArgs e)
        {
            if (Environment.CurrentManagedThreadId == thread)
                count++;
        }
    }

    private static Coroutine Level(Inbox<int> inbox, byte[] levels, int level, List<int> cleaned)
    {
        if (level == levels.Length)
            return Child(inbox);
        return (levels[level] % 4) switch
        {
            0 => PlainLevel(inbox, levels, level, cleaned),
            1 => CleaningLevel(inbox, levels, level, cleaned),
            2 => inbox.Run(PlainGenerator(inbox, levels, level, cleaned)),
            _ => inbox.Run(CleaningGenerator(inbox, levels, level, cleaned)),
        };
    }

    private static async Coroutine PlainLevel(Inbox<int> inbox, byte[] levels, int level, List<int> cleaned) =>
        await Level(inbox, levels, level + 1, cleaned);

    private static async Coroutine CleaningLevel(Inbox<int> inbox, byte[] levels, int level, List<int> cleaned)
    {
        try
        {
            await Level(inbox, levels, level + 1, cleaned);
        }
        finally
        {
            cleaned.Add(level);
        }
    }

    private static IEnumerable<Wait> PlainGenerator(Inbox<int> inbox, byte[] levels, int level, List<int> cleaned)
    {
        yield return Level(inbox, levels, level + 1, cleaned);
    }

    private static IEnumerable<Wait> CleaningGenerator(Inbox<int> inbox, byte[] levels, int level, List<int> cleaned)
    {
        try
        {
            yield return Level(inbox, levels, level + 1, cleaned);
        }
        finally
        {
            cleaned.Add(level);
        }
    }

    private static async Coroutine Child(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine<int> Nested(Inbox<int> inbox, int levels) =>
        levels == 0 ? await inbox.Receive() : await Nested(inbox, levels - 1);

    private static async Coroutine SleepNested(TaskContext task, int levels)
    {
        if (levels == 0)
            await task.Sleep(Long);
        else
            await SleepNested(task, levels - 1);
    }

    private static IEnumerable<Wait> Generator(Inbox<int> inbox)
    {
        yield return inbox.Receive();
    }

    private static IEnumerable<Wait> Delegating(Inbox<int> inbox)
    {
        yield return Child(inbox);
    }

    private static IEnumerable<Wait> Cleaning(Inbox<int> inbox, List<string> log)
    {
        try
        {
            yield return inbox.Receive();
        }
        finally
        {
            log.Add("generator");
        }
    }

    private static IEnumerable<Wait> DelegatingAndCleaning(Inbox<int> inbox, List<string> log)
    {
        try
        {
            yield return CleaningChild(inbox, log);
        }
        finally
        {
            log.Add("outer");
        }
    }

    private static async Coroutine CleaningChild(Inbox<int> inbox, List<string> log)
    {
        try
        {
            await inbox.Receive();
        }
        finally
        {
            log.Add("inner");
        }
    }

    private static IEnumerable<int> Items(List<string> log)
    {
        try
        {
            yield return 1;
            yield return 2;
        }
        finally
        {
            log.Add("items");
        }
    }

    private async Coroutine<int> Swallowing(Inbox<int> inbox)
    {
        try
        {
            return await inbox.Receive();
        }
        catch (CoroutineClosedException)
        {
            log.Add("swallowed");
            return 0;
        }
    }

    private sealed class Resource(Action exit) : IDisposable
    {
        public void Dispose() => exit();
    }

    private sealed class AsyncResource(Action exit)
    {
        public Coroutine DisposeAsync()
        {
            exit();
            return Coroutine.Completed;
        }
    }

    private sealed class WaitingResource(ClosingTests test, Inbox<int> inbox)
    {
        public Coroutine<int> DisposeAsync() => test.Swallowing(inbox);
    }

    /// <summary>An awaitable of the user's, which cleans up in its <c>GetResult</c>.</summary>
    private readonly struct Relay(ReceiveWait<int> inner, Action exit) : ICoroutineAwaiter
    {
        public bool IsCompleted => inner.IsCompleted;

        public Relay GetAwaiter() => this;

        public int GetResult()
        {
            try
            {
                return inner.GetResult();
            }
            finally
            {
                exit();
            }
        }

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }

    private sealed class RelayObject(ReceiveWait<int> inner, Action exit) : ICoroutineAwaiter
    {
        public bool IsCompleted => inner.IsCompleted;

        public RelayObject GetAwaiter() => this;

        public int GetResult()
        {
            try
            {
                return inner.GetResult();
            }
            finally
            {
                exit();
            }
        }

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }

    private readonly struct RelayedCall(Coroutine.Awaiter inner, Action exit) : ICoroutineAwaiter
    {
        public bool IsCompleted => inner.IsCompleted;

        public RelayedCall GetAwaiter() => this;

        public void GetResult()
        {
            try
            {
                inner.GetResult();
            }
            finally
            {
                exit();
            }
        }

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }
}
