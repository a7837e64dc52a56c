using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Coroutines;

/// <summary>An awaiter of the user's that does not call the inner GetResult leaves the delivery to the next wait.</summary>
public sealed class UntakenResultTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly List<string> log = [];

    public static TheoryData<string> Kinds => [.. Awaits.Keys];

    private static Dictionary<string, Func<Inbox<int>, Coroutine>> Awaits { get; } = new()
    {
        ["receive"] = static async inbox => await inbox.Receive(),
        ["named receive"] = static async inbox => await inbox.Receive("Named"),
        ["predicate"] = static async inbox => await inbox.Receive(static e => e > 0),
        ["limit"] = static async inbox => await inbox.Receive(Long),
        ["enumeration"] = static async inbox =>
        {
            await foreach (var e in inbox)
                _ = e;
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Throw_ExceptionIsNotTaken_IsRaisedAtTheNextWait(string kind)
    {
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                await new ResultIgnoring<ReceiveWait<int>>(inbox.Receive());
                try
                {
                    await Awaits[kind](inbox);
                }
                catch (Exception error)
                {
                    log.Add(error.GetType().Name);
                }

                log.Add($"{await inbox.Receive()}");
            },
            new() { TimeProvider = new SimulatedTime() });

        machine.Throw(new FormatException());
        machine.Send(2);

        Assert.Equal([nameof(FormatException), "2"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_TimedWaitIsNotTaken_NextWaitHasNoLimit(bool timesOut)
    {
        var time = new SimulatedTime();
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                await new ResultIgnoring<TimedWait<int>>(inbox.Receive(Long));
                log.Add($"{await inbox.Receive()}");
            },
            new() { TimeProvider = time });

        if (timesOut)
            time.Advance(Long);
        else
            machine.Send(1);
        time.Advance(Long * 2);
        machine.Send(2);

        Assert.Equal(["2"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_FilterThrowsAndAwaiterDoesNotTakeIt_IsThrownAtTheNextTrapOrTheEnd(bool hasNextTrap)
    {
        var scheduler = new Scheduler();
        var receiver = scheduler.Spawn(async task =>
        {
            await new ResultIgnoring<CallWait<int>>(task.Receive<int>(static _ => throw new FormatException()));
            if (!hasNextTrap)
                return;
            try
            {
                await task.Yield();
            }
            catch (FormatException error)
            {
                log.Add(error.GetType().Name);
            }

            await task.Yield();
            await task.Await(Task.CompletedTask);
            log.Add("end");
        });
        scheduler.RunUntilIdle();
        _ = scheduler.SendAsync(receiver, 1, TestContext.Current.CancellationToken);
        scheduler.RunUntilIdle();

        Assert.Equal(hasNextTrap ? [nameof(FormatException), "end"] : [], log);
        var outcome = Assert.NotNull(receiver.GetOutcome());
        Assert.Equal(hasNextTrap ? null : typeof(FormatException), outcome.Fault?.GetType());
    }

    private readonly struct ResultIgnoring<TAwaiter>(TAwaiter inner) : ICoroutineAwaiter
        where TAwaiter : ICoroutineAwaiter
    {
        public bool IsCompleted => false;

        public ResultIgnoring<TAwaiter> GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void Park(CoroutineFrame frame) => inner.Park(frame);
    }
}
