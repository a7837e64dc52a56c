using System.Runtime.CompilerServices;
using CoroFsm.Tests.Machines;

namespace CoroFsm.Tests.Pipelines;

/// <summary>Items cross a thread with the execution context of their sender.</summary>
public sealed class ThreadedStageContextTests
{
    private static readonly Dictionary<string, Func<IObserver<string>, (IObserver<string> Input, Action End)>> Stages = new()
    {
        ["threaded"] = static next =>
        {
            var stage = new ThreadedStage<string>(next);
            return (stage, () => stage.Join(Token));
        },
        ["threaded, room for one"] = static next =>
        {
            var stage = new ThreadedStage<string>(next, new() { Capacity = 1 });
            return (stage, () => stage.Join(Token));
        },
        ["two threads"] = static next =>
        {
            var second = new ThreadedStage<string>(next);
            var first = new ThreadedStage<string>(second);
            return (first, () => second.Join(Token));
        },
    };

    private static readonly AsyncLocal<object?> Value = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> StagesAndKinds()
    {
        var data = new TheoryData<string, string>();
        foreach (var stage in Stages.Keys)
        {
            foreach (var kind in Ambient.Kinds.Keys)
                data.Add(stage, kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(StagesAndKinds))]
    public void OnNext_FromManyUsers_HandlesEachItemUnderContextOfItsSender(string name, string kind)
    {
        var next = new Target(Ambient.Kinds[kind]);
        IObserver<string>? input = null;
        Action? end = null;
        Ambient.RunOnThread("maker", () => (input, end) = Stages[name](next));
        List<string> expected = [];
        foreach (var user in new[] { "A", "A", "B", Ambient.Default, "A", "C", "C", "C", Ambient.Default, "B" })
        {
            expected.Add($"item {user}");
            expected.Add($"item {user}");
            Ambient.RunOnThread(user, () =>
            {
                input!.OnNext("1");
                input.OnNext("2");
            });
        }

        Ambient.RunOnThread("B", () =>
        {
            using (ExecutionContext.SuppressFlow())
                input!.OnNext("suppressed");
        });
        expected.Add($"item {Ambient.Default}");
        Ambient.RunOnThread("D", () => input!.OnCompleted());
        expected.Add("completed D");
        end!();
        Assert.Equal(expected, next.Log);
    }

    [Theory]
    [MemberData(nameof(StagesAndKinds))]
    public void OnRestart_FromUser_IsHandledUnderItsContext(string name, string kind)
    {
        var next = new Target(Ambient.Kinds[kind]);
        var (input, end) = Stages[name](next);
        Ambient.RunOnThread("A", () => Source.Restart(input));
        Ambient.RunOnThread("B", () => input.OnNext("1"));
        Ambient.RunOnThread("C", () => Source.Restart(input));
        Ambient.RunOnThread("B", () => input.OnNext("2"));
        Ambient.RunOnThread(Ambient.Default, () => Source.Restart(input));
        Ambient.RunOnThread("D", () => input.OnNext("3"));
        Ambient.RunOnThread("E", () =>
        {
            using (ExecutionContext.SuppressFlow())
                Source.Restart(input);
        });
        Ambient.RunOnThread("F", input.OnCompleted);
        end();
        Assert.Equal(
            [
                "restart A", "item B", "restart C", "item B", $"restart {Ambient.Default}", "item D", $"restart {Ambient.Default}",
                "completed F",
            ],
            next.Log);
    }

    [Fact]
    public void OnRestart_TargetThrows_ReceivesErrorUnderContextOfRestart()
    {
        var next = new Target(() => Ambient.Now) { ThrowsAtRestart = true };
        var stage = new ThreadedStage<string>(next);
        Ambient.RunOnThread("A", () => stage.OnNext("1"));
        Ambient.RunOnThread("B", stage.OnRestart);
        Assert.Throws<FormatException>(() => stage.Join(Token));
        Assert.Equal(["item A", "restart B", "failed B"], next.Log);
    }

    [Fact]
    public void Wait_NoMoreItems_RetainsNoSenderContext()
    {
        using var stage = new ThreadedStage<string>(Sink.Ignore<string>());
        for (var i = 0; i < 3; i++)
        {
            var kept = SendWithValue(stage);
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    return !kept.IsAlive;
                },
                TimeSpan.FromSeconds(30)));
        }
    }

    [Theory]
    [MemberData(nameof(StagesAndKinds))]
    public void OnError_FromUser_IsHandledUnderItsContext(string name, string kind)
    {
        var next = new Target(Ambient.Kinds[kind]);
        var (input, end) = Stages[name](next);
        Ambient.RunOnThread("A", () => input.OnNext("1"));
        Ambient.RunOnThread("B", () => input.OnError(new TimeoutException()));
        Assert.Throws<TimeoutException>(end);
        Assert.Equal(["item A", "failed B"], next.Log);
    }

    [Fact]
    public void OnNext_TargetThrows_ReceivesErrorUnderContextOfThatItem()
    {
        var next = new Target(() => Ambient.Now);
        var stage = new ThreadedStage<string>(next);
        Ambient.RunOnThread("A", () => stage.OnNext("bad"));
        Assert.Throws<FormatException>(() => stage.Join(Token));
        Assert.Equal(["item A", "failed A"], next.Log);
    }

    [Fact]
    public void Idle_AfterItems_RunsUnderDefaultContext()
    {
        using var isIdle = new ManualResetEventSlim();
        var context = "";
        var next = new Target(() => Ambient.Now);
        ThreadedStage<string>? stage = null;
        Ambient.RunOnThread("maker", () => stage = new(next, new()
        {
            Idle = () =>
            {
                context = Ambient.Now;
                isIdle.Set();
            },
        }));
        Ambient.RunOnThread("A", () => stage!.OnNext("1"));
        isIdle.Wait(Token);
        stage!.OnCompleted();
        stage.Join(Token);
        Assert.Equal(Ambient.Default, context);
    }

    [Fact]
    public void ProcessStage_OutputOfChild_IsHandledUnderCreatorsContext()
    {
        List<string> log = [];
        var cat = Children.Program("cat");
        var next = Sink.To<int>(
            item =>
            {
                log.Add($"{item} {Ambient.Now}");
                Ambient.Become("leaked");
            },
            () => log.Add($"completed {Ambient.Now}"));
        ProcessStage<int, int>? stage = null;
        Ambient.RunOnThread("maker", () => stage = new(cat, PipelineJson.Default.Int32, PipelineJson.Default.Int32, next));
        Ambient.RunOnThread("A", () => stage!.OnNext(1));
        Ambient.RunOnThread("B", () => stage!.OnNext(2));
        stage!.OnCompleted();
        stage.Join(Token);
        Assert.Equal(["1 maker", "2 maker", "completed maker"], log);
    }

    /// <summary>The queue records where the context changes, so each item has its own however the batches are formed.</summary>
    [Fact]
    public void OnNext_TwoSendersWithChangingContexts_KeepsContextsApart()
    {
        const int Items = 5_000;
        var wrong = 0;
        var handled = 0;
        using var stage = new ThreadedStage<string>(
            Sink.To<string>(item =>
            {
                handled++;
                if (Ambient.Kinds["AsyncLocal"]() != item)
                    wrong++;
            }),
            new() { Capacity = 16 });
        var senders = Enumerable.Range(0, 2).Select(sender => Ambient.Start($"{sender}", () =>
        {
            for (var i = 0; i < Items; i++)
            {
                if (i % 3 == sender)
                    Ambient.As($"{sender}.{i}", () => stage.OnNext($"{sender}.{i}"));
                else
                    stage.OnNext($"{sender}");
            }
        })).ToArray();
        foreach (var sender in senders)
            sender.Join();
        stage.OnCompleted();
        stage.Join(Token);
        Assert.Equal((2 * Items, 0), (handled, wrong));
    }

    [Fact]
    public void OnNext_ChangingContexts_AllocatesNothingPerItem()
    {
        const int Items = 1_000;
        var contexts = new ExecutionContext[2];
        Ambient.As("A", () => contexts[0] = ExecutionContext.Capture()!);
        Ambient.As("B", () => contexts[1] = ExecutionContext.Capture()!);
        using var stage = new ThreadedStage<string>(Sink.Ignore<string>(), new() { Capacity = 64 });
        ContextCallback send = _ => stage.OnNext("item");
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < Items; i++)
                ExecutionContext.Run(contexts[i % 2], send, null);
        }));
        stage.OnCompleted();
        stage.Join(Token);
    }

    /// <summary>Sends an item and a restart under a context that nothing else retains.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SendWithValue(ThreadedStage<string> stage)
    {
        var value = new object();
        ExecutionContext.Run(
            ExecutionContext.Capture()!,
            _ =>
            {
                Value.Value = value;
                stage.OnNext("item");
                stage.OnRestart();
            },
            null);
        return new(value);
    }

    private sealed class Target(Func<string> read) : IObserver<string>, IRestartObserver
    {
        public List<string> Log { get; } = [];

        public bool ThrowsAtRestart { get; init; }

        public void OnRestart()
        {
            Log.Add($"restart {read()}");
            Ambient.Become("leaked");
            if (ThrowsAtRestart)
                throw new FormatException();
        }

        public void OnNext(string value)
        {
            Log.Add($"item {read()}");
            Ambient.Become("leaked");
            if (value == "bad")
                throw new FormatException();
        }

        public void OnCompleted() => Log.Add($"completed {read()}");

        public void OnError(Exception error) => Log.Add($"failed {read()}");
    }
}
