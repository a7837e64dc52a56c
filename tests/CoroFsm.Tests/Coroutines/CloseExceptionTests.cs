using System.Runtime.ExceptionServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>A close throws no exception through coroutines without clean-up.</summary>
public sealed class CloseExceptionTests
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
}
