using System.Diagnostics;
using System.Globalization;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Queued work runs under the ambient context of the code that queued it, and leaves none of it behind.</summary>
public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    private static readonly Dictionary<string, (Action<string> Set, Func<string> Get)> Ambients = new()
    {
        ["AsyncLocal"] = (value => Local.Value = value, () => Local.Value ?? "none"),
        ["culture"] = (SetCulture, () => CultureInfo.CurrentCulture.NumberFormat.CurrencySymbol),
        ["activity"] = (value => new Activity(value).Start(), () => Activity.Current?.OperationName ?? "none"),
    };

    private static readonly Dictionary<string, Action<WayIn>> WaysIn = new()
    {
        ["first turn"] = way => way.Scheduler.Spawn(async task =>
        {
            way.Note();
            await task.Yield();
        }),
        ["after Yield"] = way => way.Spawn(async task => await task.Yield()),
        ["after Sleep"] = way => way.Spawn(async task => await task.Sleep(TimeSpan.FromSeconds(1))),
        ["after Receive of another sender's message"] = way =>
        {
            var id = way.Spawn(async task => await task.Receive<int>());
            way.Under("other", () => _ = way.Scheduler.SendAsync(id, 1, TestContext.Current.CancellationToken));
        },
        ["filter of Receive"] = way =>
        {
            var id = way.Scheduler.Spawn(async task => await task.Receive<int>(_ =>
            {
                way.Note();
                return true;
            }));
            way.Under("other", () => _ = way.Scheduler.SendAsync(id, 1, TestContext.Current.CancellationToken));
        },
        ["after the end of another's task"] = way =>
        {
            TaskId end = default;
            way.Under("other", () => end = way.Scheduler.Spawn(async task => await task.Yield()));
            way.Spawn(async task => await task.Wait(end));
        },
        ["after a trap that another thread completes"] = way =>
            way.Spawn(async task => await task.Await(Task.Run(() => way.Set("other")))),
        ["after a .NET task"] = way => way.Spawn(async task => await task.Await(Task.Delay(1, TestContext.Current.CancellationToken))),
        ["child"] = way => way.Scheduler.Spawn(async task => await task.Spawn(async child =>
        {
            await child.Yield();
            way.Note();
        })),
        ["child in a scope"] = way => way.Scheduler.Spawn(async task => await task.RunScope(async scope => await scope.Spawn(async child =>
        {
            await child.Yield();
            way.Note();
        }))),
        ["low priority"] = way => way.Scheduler.Spawn(
            async task =>
            {
                await task.Yield();
                way.Note();
            },
            priority: TaskPriority.Low),
        ["clean-up of a killed task"] = way =>
        {
            var victim = way.SpawnGuarded(async task => await task.Receive<int>());
            way.Under("other", () => way.Scheduler.Spawn(async task => await task.Kill(victim)));
        },
        ["clean-up by Kill of another thread"] = way =>
        {
            var victim = way.SpawnGuarded(async task => await task.Receive<int>());
            way.Under("other", () => way.Scheduler.Spawn(async task => await task.Await(Task.Run(() => way.Scheduler.Kill(victim)))));
        },
        ["clean-up by a time limit"] = way => way.Scheduler.Spawn(async task => await task.Within(TimeSpan.FromSeconds(1), async part =>
        {
            try
            {
                await part.Receive<int>();
            }
            finally
            {
                way.Note();
            }
        })),
        ["Cancel of a trap"] = way =>
        {
            var victim = way.Scheduler.Spawn(async task => await task.Call(new Endless(way.Note)));
            way.Under("other", () => way.Scheduler.Spawn(async task => await task.Kill(victim)));
        },
        ["Post"] = way => way.Scheduler.Post(way.Note),
        ["Post of another thread"] = way =>
            way.Scheduler.Spawn(async task => await task.Await(Task.Run(() => way.Scheduler.Post(way.Note)))),
        ["Spawn of another thread"] = way =>
            way.Scheduler.Spawn(async task => await task.Await(Task.Run(() => way.Spawn(async child => await child.Yield())))),
        ["timer of the clock"] = way =>
        {
            way.Scheduler.Clock.CreateTimer(_ => way.Note(), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            way.Scheduler.Spawn(static task => task.Sleep(TimeSpan.FromSeconds(2)).AsCoroutine());
        },
    };

    public static TheoryData<string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var way in WaysIn.Keys)
            {
                foreach (var ambient in Ambients.Keys)
                    table.Add(way, ambient);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Run_UnderOtherContext_HasContextOfSender(string wayIn, string ambient)
    {
        var (set, get) = Ambients[ambient];
        var none = OnABareThread(get);
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var way = new WayIn(scheduler, set, get);
        List<string> bystander = [];
        using (ExecutionContext.SuppressFlow())
        {
            scheduler.Spawn(async task =>
            {
                for (var i = 0; i < 50; i++)
                {
                    bystander.Add(get());
                    set("leak");
                    await task.Yield();
                }
            });
        }

        way.Under("sender", () => WaysIn[wayIn](way));
        way.Under("runner", scheduler.Run);

        Assert.Equal(["sender"], way.Notes);
        Assert.Equal(50, bystander.Count);
        Assert.All(bystander, seen => Assert.Equal(none, seen));
    }

    [Fact]
    public void Run_Ends_RestoresTheContextOfTheCaller()
    {
        var scheduler = new Scheduler();
        Local.Value = "caller";
        scheduler.Spawn(async task =>
        {
            Local.Value = "task";
            await task.Yield();
        });
        scheduler.Post(static () => Local.Value = "action");
        Assert.True(scheduler.Step());
        Assert.Equal("caller", Local.Value);
        scheduler.RunUntilIdle();
        Assert.Equal("caller", Local.Value);
        scheduler.Spawn(static _ => throw new InvalidDataException("task"));
        Assert.Throws<AggregateException>(scheduler.Run);
        Assert.Equal("caller", Local.Value);
        using (ExecutionContext.SuppressFlow())
        {
            scheduler.Run();
            scheduler.Spawn(static task => task.Receive<int>().AsCoroutine());
            scheduler.RunUntilIdle();
            scheduler.Dispose();
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.Equal("caller", Local.Value);
    }

    [Fact]
    public void Turn_ManyTasksChangeTheirContext_StartsWithItsOwn()
    {
        var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var way = new WayIn(scheduler, value => Local.Value = value, () => Local.Value ?? "none");
        var random = new Random(1);
        var turns = 0;
        for (var i = 0; i < 200; i++)
        {
            var expected = i % 3 == 0 ? "none" : $"task {i}";
            var plan = Enumerable.Range(0, 50).Select(_ => random.Next(3)).ToArray();
            using var flow = i % 3 == 0 ? ExecutionContext.SuppressFlow() : default;
            way.Under(expected, () => scheduler.Spawn(task => Check(task, expected, plan), priority: (TaskPriority)random.Next(3)));
        }

        way.Under("runner", scheduler.Run);
        Assert.Equal(200 * 50, turns);

        async Coroutine Check(TaskContext task, string expected, int[] plan)
        {
            foreach (var step in plan)
            {
                Assert.Equal(expected, Local.Value ?? "none");
                Local.Value = "leak";
                turns++;
                if (step == 0)
                    await task.Yield();
                else if (step == 1)
                    await task.Sleep(TimeSpan.FromSeconds(1));
                else
                    await task.Wait(await task.Spawn(static _ => Coroutine.Completed));
            }
        }
    }

    [Fact]
    public void Yield_TasksWithAContext_AllocatesNothing()
    {
        var scheduler = new Scheduler();
        Local.Value = "sender";
        for (var i = 0; i < 3; i++)
        {
            scheduler.Spawn(async task =>
            {
                while (true)
                    await task.Yield();
            });
        }

        for (var i = 0; i < 1_000; i++)
            scheduler.Step();
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1_000; i++)
                scheduler.Step();
        }));
    }

    private static void SetCulture(string value)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.CurrencySymbol = value;
        CultureInfo.CurrentCulture = culture;
    }

    private static string OnABareThread(Func<string> get)
    {
        var found = "";
        var thread = new Thread(() => found = get());
        thread.UnsafeStart();
        thread.Join();
        return found;
    }

    /// <summary>One way in which code reaches a scheduler.</summary>
    private sealed class WayIn(Scheduler scheduler, Action<string> set, Func<string> get)
    {
        internal Scheduler Scheduler => scheduler;

        internal List<string> Notes { get; } = [];

        internal void Set(string value) => set(value);

        internal void Note() => Notes.Add(get());

        /// <summary>Calls an action under a context of its own; without a value if the flow is suppressed.</summary>
        internal void Under(string value, Action action)
        {
            if (ExecutionContext.IsFlowSuppressed())
            {
                action();
                return;
            }

            ExecutionContext.Run(
                ExecutionContext.Capture()!,
                _ =>
                {
                    set(value);
                    action();
                },
                state: null);
        }

        /// <summary>Starts a task that records its context after it has waited.</summary>
        internal TaskId Spawn(Func<TaskContext, Coroutine> wait) => scheduler.Spawn(async task =>
        {
            await wait(task);
            Note();
        });

        /// <summary>Starts a task that records its context in its clean-up.</summary>
        internal TaskId SpawnGuarded(Func<TaskContext, Coroutine> wait) => scheduler.Spawn(async task =>
        {
            try
            {
                await wait(task);
            }
            finally
            {
                Note();
            }
        });
    }

    private sealed class Endless(Action cancelled) : Trap<int>
    {
        protected override bool IsExternal => true;

        protected override void Begin()
        {
        }

        protected override void Cancel() => cancelled();
    }
}
