using CoroFsm.CompilerServices;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Coroutines;

/// <summary>A close runs every form of clean-up, innermost first.</summary>
public sealed class ClosingTests
{
    private readonly List<string> log = [];

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
    public void Dispose_CleanUpOfGeneratorThrows_Throws()
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

    private sealed class Resource(Action exit) : IDisposable
    {
        public void Dispose() => exit();
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
