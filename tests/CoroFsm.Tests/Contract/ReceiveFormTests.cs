using CoroFsm.Testing;

namespace CoroFsm.Tests.Contract;

/// <summary>Inboxes and task contexts offer the same forms of a receive: any combination of a state name, a filter and a timeout.</summary>
public sealed class ReceiveFormTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Flags]
    public enum Parts
    {
        None = 0,
        Named = 1,
        Filtered = 2,
        Timed = 4,
        UntilDeadline = 8,
    }

    private static readonly string[] Receivers = ["inbox", "inbox, one case", "task"];

    public static TheoryData<string, Parts> Forms
    {
        get
        {
            TheoryData<string, Parts> forms = [];
            foreach (var receiver in Receivers)
            {
                for (var parts = Parts.None; parts <= (Parts.UntilDeadline | Parts.Filtered | Parts.Named); parts++)
                {
                    if ((parts & (Parts.Timed | Parts.UntilDeadline)) != (Parts.Timed | Parts.UntilDeadline))
                        forms.Add(receiver, parts);
                }
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Receive_StateName_IsLastPartOfStateDuringThatWaitOnly(string receiver, Parts parts)
    {
        using var run = Run.Start(receiver, parts);
        Assert.Equal((parts & Parts.Named) != Parts.None, run.State.EndsWith("/Named", StringComparison.Ordinal));
        run.Send(2);
        Assert.NotNull(run.First);
        Assert.EndsWith("Waiting", run.State);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Receive_Filter_AcceptsTheFirstThatFits(string receiver, Parts parts)
    {
        using var run = Run.Start(receiver, parts);
        run.Send(1);
        run.Send(2);
        Assert.Equal((parts & Parts.Filtered) != Parts.None ? "2" : "1", run.First);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Receive_Timeout_ElapsesThoughMessagesWereRefused(string receiver, Parts parts)
    {
        using var run = Run.Start(receiver, parts);
        if ((parts & Parts.Filtered) != Parts.None)
        {
            run.Advance(Limit / 2);
            run.Send(1);
            Assert.Null(run.First);
        }

        run.Advance(Limit);
        Assert.Equal((parts & (Parts.Timed | Parts.UntilDeadline)) != Parts.None ? "timeout" : null, run.First);
        run.Send(2);
        Assert.NotNull(run.First);
    }

    [Fact]
    public void Receive_CaseAndFilter_AcceptsOnlyThatCase()
    {
        List<string> got = [];
        using var machine = Machine.Start<object>(
            async inbox =>
            {
                got.Add($"{await inbox.Receive<int>(static i => i > 1)}");
                got.Add((await inbox.Receive<string>(static s => s.Length > 1, Limit)).Event!);
                got.Add($"{await inbox.Receive<int>("Last")}");
            },
            new() { Unmatched = Unmatched.Defer, TimeProvider = new SimulatedTime() });
        foreach (var e in new object[] { "ab", 1, 2 })
            machine.Send(e);
        Assert.Equal(["2", "ab", "1"], got);
    }

    public static TheoryData<string> Repeated => [.. Loops.Keys];

    private static Dictionary<string, Func<Inbox<int>, Coroutine>> Loops { get; } = new()
    {
        ["predicate, named"] = static async inbox =>
        {
            while (true)
                await inbox.Receive(static e => e > 0, "Named");
        },
        ["case, named"] = static async inbox =>
        {
            while (true)
                await inbox.Receive<int>("Named");
        },
        ["case and predicate"] = static async inbox =>
        {
            while (true)
                await inbox.Receive<int>(static e => e > 0);
        },
    };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Receive_SameFormAgain_AllocatesNothing(string form)
    {
        using var machine = Machine.Start(Loops[form]);
        machine.Send(1);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 100; i++)
                machine.Send(1);
        }));
    }

    [Fact]
    public void Receive_NamedInATask_AllocatesNothing()
    {
        using var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            while (true)
            {
                task.TrySend(task.Self, 1);
                await task.Receive<int>("Named");
                await task.Yield();
            }
        });
        for (var i = 0; i < 100; i++)
            scheduler.Step();
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 100; i++)
                scheduler.Step();
        }));
    }

    [Fact]
    public void Receive_NullStateName_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => Machine.Start<int>(static async inbox => await inbox.Receive<int>((string)null!)));
        var scheduler = new Scheduler();
        var task = scheduler.Spawn(static async task => await task.Receive<int>((string)null!));
        scheduler.RunUntilIdle();
        Assert.IsType<ArgumentNullException>(task.GetOutcome()!.Value.Fault);
    }

    private static bool IsEven(int value) => value % 2 == 0;

    private abstract class Run(Parts parts) : IDisposable
    {
        private readonly SimulatedTime time = new();

        internal string? First { get; private protected set; }

        internal abstract string State { get; }

        private protected TimeProvider Time => time;

        private protected Parts Parts => parts;

        internal static Run Start(string receiver, Parts parts) => receiver switch
        {
            "inbox" => new OfMachine(parts, isCase: false),
            "inbox, one case" => new OfMachine(parts, isCase: true),
            _ => new OfTask(parts),
        };

        internal abstract void Send(int message);

        internal virtual void Advance(TimeSpan by) => time.Advance(by);

        public abstract void Dispose();

        private protected static string Text<T>(T? message) => $"{message}";

        private protected static string Text<T>(Received<T> received) => received.TimedOut ? "timeout" : $"{received.Event}";
    }

    private sealed class OfMachine : Run
    {
        private readonly Machine<object> machine;

        internal OfMachine(Parts parts, bool isCase)
            : base(parts)
        {
            machine = Machine.Start<object>(
                isCase ? WaitingForCase : WaitingForAny, new() { Unmatched = Unmatched.Defer, TimeProvider = Time });
            if (isCase)
                machine.Send("another case");
        }

        internal override string State => machine.State;

        internal override void Send(int message) => machine.Send(message);

        public override void Dispose() => machine.Dispose();

        private async Coroutine WaitingForAny(Inbox<object> inbox)
        {
            static bool Accepts(object e) => IsEven((int)e);
            First = Parts switch
            {
                Parts.None => Text(await inbox.Receive()),
                Parts.Named => Text(await inbox.Receive("Named")),
                Parts.Filtered => Text(await inbox.Receive(Accepts)),
                Parts.Timed => Text(await inbox.Receive(Limit)),
                Parts.UntilDeadline => Text(await inbox.Receive(inbox.Deadline(Limit))),
                Parts.Named | Parts.Filtered => Text(await inbox.Receive(Accepts, "Named")),
                Parts.Named | Parts.Timed => Text(await inbox.Receive(Limit, "Named")),
                Parts.Named | Parts.UntilDeadline => Text(await inbox.Receive(inbox.Deadline(Limit), "Named")),
                Parts.Filtered | Parts.Timed => Text(await inbox.Receive(Accepts, Limit)),
                Parts.Filtered | Parts.UntilDeadline => Text(await inbox.Receive(Accepts, inbox.Deadline(Limit))),
                Parts.Named | Parts.Filtered | Parts.Timed => Text(await inbox.Receive(Accepts, Limit, "Named")),
                _ => Text(await inbox.Receive(Accepts, inbox.Deadline(Limit), "Named")),
            };
            await Waiting(inbox);
        }

        private async Coroutine WaitingForCase(Inbox<object> inbox)
        {
            First = Parts switch
            {
                Parts.None => Text(await inbox.Receive<int>()),
                Parts.Named => Text(await inbox.Receive<int>("Named")),
                Parts.Filtered => Text(await inbox.Receive<int>(IsEven)),
                Parts.Timed => Text(await inbox.Receive<int>(Limit)),
                Parts.UntilDeadline => Text(await inbox.Receive<int>(inbox.Deadline(Limit))),
                Parts.Named | Parts.Filtered => Text(await inbox.Receive<int>(IsEven, "Named")),
                Parts.Named | Parts.Timed => Text(await inbox.Receive<int>(Limit, "Named")),
                Parts.Named | Parts.UntilDeadline => Text(await inbox.Receive<int>(inbox.Deadline(Limit), "Named")),
                Parts.Filtered | Parts.Timed => Text(await inbox.Receive<int>(IsEven, Limit)),
                Parts.Filtered | Parts.UntilDeadline => Text(await inbox.Receive<int>(IsEven, inbox.Deadline(Limit))),
                Parts.Named | Parts.Filtered | Parts.Timed => Text(await inbox.Receive<int>(IsEven, Limit, "Named")),
                _ => Text(await inbox.Receive<int>(IsEven, inbox.Deadline(Limit), "Named")),
            };
            await Waiting(inbox);
        }

        private static async Coroutine Waiting(Inbox<object> inbox) => await inbox.Receive(static e => e is long);
    }

    private sealed class OfTask : Run
    {
        private readonly Scheduler scheduler;
        private readonly TaskId task;

        internal OfTask(Parts parts)
            : base(parts)
        {
            scheduler = new(new() { TimeProvider = Time });
            task = scheduler.Spawn(WaitingForMessage);
            _ = scheduler.SendAsync(task, "another type");
            scheduler.RunUntilIdle();
        }

        internal override string State => scheduler.Snapshot().Single().State;

        internal override void Send(int message)
        {
            _ = scheduler.SendAsync(task, message);
            scheduler.RunUntilIdle();
        }

        internal override void Advance(TimeSpan by)
        {
            base.Advance(by);
            scheduler.RunUntilIdle();
        }

        public override void Dispose() => scheduler.Dispose();

        private async Coroutine WaitingForMessage(TaskContext context)
        {
            First = Parts switch
            {
                Parts.None => Text(await context.Receive<int>()),
                Parts.Named => Text(await context.Receive<int>("Named")),
                Parts.Filtered => Text(await context.Receive<int>(IsEven)),
                Parts.Timed => Text(await context.Receive<int>(Limit)),
                Parts.UntilDeadline => Text(await context.Receive<int>(context.Deadline(Limit))),
                Parts.Named | Parts.Filtered => Text(await context.Receive<int>(IsEven, "Named")),
                Parts.Named | Parts.Timed => Text(await context.Receive<int>(Limit, "Named")),
                Parts.Named | Parts.UntilDeadline => Text(await context.Receive<int>(context.Deadline(Limit), "Named")),
                Parts.Filtered | Parts.Timed => Text(await context.Receive<int>(IsEven, Limit)),
                Parts.Filtered | Parts.UntilDeadline => Text(await context.Receive<int>(IsEven, context.Deadline(Limit))),
                Parts.Named | Parts.Filtered | Parts.Timed => Text(await context.Receive<int>(IsEven, Limit, "Named")),
                _ => Text(await context.Receive<int>(IsEven, context.Deadline(Limit), "Named")),
            };
            await Waiting(context);
        }

        private static async Coroutine Waiting(TaskContext context) => await context.Receive<long>();
    }
}
