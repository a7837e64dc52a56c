using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>Waits of machines and tasks that have ended, or that cannot be awaited here, are refused.</summary>
public sealed class RefusedWaitTests
{
    private static readonly Dictionary<string, Func<TaskContext, Coroutine>> Traps = new()
    {
        ["turn"] = static async task => await task.Yield(),
        ["time"] = static async task => await task.Sleep(SampleWaits.Long),
        ["id"] = static async task => await task.GetId(),
        ["message"] = static async task => await task.Receive<int>(),
        ["limited message"] = static async task => await task.Receive<int>(SampleWaits.Long),
        ["filtered message"] = static async task => await task.Receive<int>(static m => m > 0),
        ["select"] = static async task => await task.Select([Trap.Sleep(SampleWaits.Long), Trap.Receive<int>()]),
        ["kill"] = static async task => await task.Kill(task.Self),
        ["spawn"] = static async task => await task.Spawn(static async other => await other.Yield()),
        ["scope"] = static async task => await task.RunScope(static async inner => await inner.Sleep(SampleWaits.Long)),
    };

    private readonly List<string> log = [];

    public static TheoryData<string> Kinds => [.. SampleWaits.OfMachine.Keys];

    public static TheoryData<string> TrapKinds => [.. Traps.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Await_CallOfEndedMachine_IsRefusedAndMachineStaysEnded(string kind)
    {
        Coroutine kept = default;
        var options = new MachineOptions { TimeProvider = new SimulatedTime() };
        var ended = Record.Exception(() => Machine.Start<int>(
            async inbox =>
            {
                kept = SampleWaits.OfMachine[kind](inbox);
                await Coroutine.Completed;
            },
            options));
        Assert.IsType<InvalidOperationException>(ended);        // it still waits

        using var machine = Machine.Start<int>(async inbox =>
        {
            Note(await SampleWaits.IsRefused(kept));
            log.Add($"{await inbox.Receive()}");
        });
        machine.Send(1);

        Assert.Equal(["refused", "1"], log);
    }

    [Fact]
    public void Await_WaitOfEndedMachine_IsRefusedAndMachineStaysEnded()
    {
        ReceiveWait<int> plain = default;
        SelectiveWait<int> selective = default;
        CaseWait<int, int> oneCase = default;
        NextWait<int> next = default;
        SelectiveNextWait<int> selectiveNext = default;
        TimedWait<int> timed = default;
        var ended = Machine.Start<int>(
            async inbox =>
            {
                plain = inbox.Receive();
                selective = inbox.Receive(static e => e > 0);
                oneCase = inbox.Receive<int>();
                next = inbox.MoveNextAsync();
                selectiveNext = inbox.Where(static e => e > 0).MoveNextAsync();
                timed = inbox.Receive(SampleWaits.Long);
                await Coroutine.Completed;
            },
            new() { TimeProvider = new SimulatedTime() });

        using var machine = Machine.Start<int>(async inbox =>
        {
            Func<Coroutine>[] awaits =
            [
                async () => await plain,
                async () => await selective,
                async () => await oneCase,
                async () => await next,
                async () => await selectiveNext,
                async () => await timed,
            ];
            foreach (var wait in awaits)
                Note(await SampleWaits.IsRefused(wait()));
            try
            {
                await plain;
            }
            catch (InvalidOperationException error)
            {
                Assert.Contains("has ended", error.Message);
            }

            log.Add($"{await inbox.Receive()}");
        });
        machine.Send(1);

        Assert.Equal([.. Enumerable.Repeat("refused", 6), "1"], log);
        Assert.Equal((MachineStatus.Completed, MachineStatus.Completed), (ended.Status, machine.Status));
        Assert.False(ended.TrySend(1));
    }

    [Fact]
    public void ToWait_InAsyncCoroutine_IsRefusedAndEventIsReceivedOnce()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            while (true)
            {
                Note(Record.Exception(() => _ = inbox.Receive().ToWait()) is InvalidOperationException);
                Note(Record.Exception(() => _ = inbox.Expect(1).ToWait()) is InvalidOperationException);
                Note(Record.Exception(() => _ = inbox.Receive<int>().ToWait()) is InvalidOperationException);
                Note(Record.Exception(() => _ = inbox.MoveNextAsync().ToWait()) is InvalidOperationException);
                log.Add($"{await inbox.Receive()}");
            }
        });
        machine.Send(1);
        machine.Send(2);
        string[] refused = ["refused", "refused", "refused", "refused"];
        Assert.Equal([.. refused, "1", .. refused, "2", .. refused], log);
    }

    [Fact]
    public void ToWait_InWaitedCoroutineCalledByGenerator_IsRefused()
    {
        using var machine = Machine.Start<int>(inbox => Calling(inbox));
        machine.Send(1);
        machine.Send(2);
        machine.Send(3);
        Assert.Equal(["child 1", "refused", "child 2", "generator 3"], log);

        IEnumerable<Wait> Calling(Inbox<int> inbox)
        {
            yield return Converting(inbox);
            yield return inbox.Receive();
            log.Add($"generator {inbox.Current}");
        }

        async Coroutine Converting(Inbox<int> inbox)
        {
            log.Add($"child {await inbox.Receive()}");
            Note(Record.Exception(() => _ = inbox.Receive().ToWait()) is InvalidOperationException);
            log.Add($"child {await inbox.Receive()}");
        }
    }

    [Theory]
    [MemberData(nameof(TrapKinds))]
    public void Await_ContextOfTaskThatRunsTheMachine_IsRefusedAndBothContinue(string kind)
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        var id = scheduler.Spawn(async task =>
        {
            await task.Yield();
            using var machine = Machine.Start<int>(async inbox =>
            {
                Note(await SampleWaits.IsRefused(Traps[kind](task)));
                log.Add($"machine {await inbox.Receive()}");
            });
            await task.Yield();
            machine.Send(1);
            await task.Sleep(TimeSpan.FromSeconds(1));
            log.Add("task");
        });
        scheduler.Run();

        Assert.Equal(["refused", "machine 1", "task"], log);
        Assert.Equal((TaskEnd.Completed, 0), (id.GetOutcome()!.Value.End, scheduler.TimerCount));
    }

    [Theory]
    [MemberData(nameof(TrapKinds))]
    public void Await_ContextOfEndedTask_IsRefused(string kind)
    {
        using var scheduler = new Scheduler(new() { TimeProvider = new SimulatedTime() });
        TaskContext kept = default;
        scheduler.Spawn(async task =>
        {
            kept = task;
            await task.Yield();
        });
        scheduler.Spawn(async task =>
        {
            await task.Sleep(TimeSpan.FromSeconds(1));
            Note(await SampleWaits.IsRefused(Traps[kind](kept)));
            await task.Yield();
            log.Add("task");
        });
        scheduler.Run();
        Assert.Equal(["refused", "task"], log);
    }

    private void Note(bool isRefused) => log.Add(isRefused ? "refused" : "not refused");
}
