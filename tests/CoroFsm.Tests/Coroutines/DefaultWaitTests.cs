using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Coroutines;

/// <summary>
/// Default values of waits, and waits that throw, are refused at the await; the coroutine that catches the refusal continues.
/// </summary>
public sealed class DefaultWaitTests
{
    private readonly List<string> log = [];

    public static TheoryData<string> Defaults => [.. DefaultWaits.Keys];

    private static Dictionary<string, Func<Coroutine>> DefaultWaits { get; } = new()
    {
        [nameof(ReceiveWait<>)] = static async () => await default(ReceiveWait<int>),
        [nameof(SelectiveWait<>)] = static async () => await default(SelectiveWait<int>),
        [nameof(CaseWait<,>)] = static async () => await default(CaseWait<object, string>),
        [nameof(NextWait<>)] = static async () => await default(NextWait<int>),
        [nameof(SelectiveNextWait<>)] = static async () => await default(SelectiveNextWait<int>),
        [nameof(TimedWait<>)] = static async () => await default(TimedWait<int>),
        [nameof(SubstateWait<>)] = static async () => await default(SubstateWait<int>),
        [nameof(WorkWait<>)] = static async () => await default(WorkWait<int>),
        ["WorkWait with a result"] = static async () => await default(WorkWait<int, int>),
        [nameof(TrapWait)] = static async () => await default(TrapWait),
        [nameof(IdWait)] = static async () => await default(IdWait),
        [nameof(JoinWait)] = static async () => await default(JoinWait),
        [nameof(KillWait)] = static async () => await default(KillWait),
        [nameof(CallWait<>)] = static async () => await default(CallWait<int>),
        [nameof(MessageWait<>)] = static async () => await default(MessageWait<int>),
        [nameof(TimedMessageWait<>)] = static async () => await default(TimedMessageWait<int>),
        [nameof(NetworkWait<>)] = static async () => await default(NetworkWait<int>),
        ["a wait that throws in Park"] = static async () => await default(Throwing),
    };

    [Fact]
    public void Await_DefaultAsFirstWaitCaught_ReceivesFirstEventOnce()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            log.Add("begin");
            try
            {
                await default(ReceiveWait<int>);
            }
            catch (InvalidOperationException)
            {
                log.Add("refused");
            }
            finally
            {
                log.Add("finally");
            }

            while (true)
                log.Add($"{await inbox.Receive()}");
        });
        machine.Send(1);
        machine.Send(2);
        Assert.Equal(["begin", "refused", "finally", "1", "2"], log);
    }

    [Fact]
    public void Await_ParkThrowsAtFirstWaitCaught_ReceivesFirstEventOnce()
    {
        using var machine = Machine.Start<int>(async inbox =>
        {
            log.Add("begin");
            try
            {
                await default(Throwing);
            }
            catch (NotSupportedException)
            {
                log.Add("refused");
            }

            log.Add($"{await inbox.Receive()}");
            log.Add($"{await Returning(inbox)}");
        });
        machine.Send(1);
        machine.Send(2);
        Assert.Equal(["begin", "refused", "1", "2"], log);
        Assert.Equal(MachineStatus.Completed, machine.Status);
    }

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Await_DefaultInChildCaught_Continues(string kind)
    {
        var awaits = DefaultWaits[kind];
        using var machine = Machine.Start<int>(async inbox =>
        {
            for (var i = 0; i < 2; i++)
            {
                Note(await SampleWaits.IsRefused(awaits()));
                log.Add($"{await inbox.Receive()}");
            }
        });
        machine.Send(1);
        machine.Send(2);
        Assert.Equal(["refused", "1", "refused", "2"], log);
    }

    private static async Coroutine<int> Returning(Inbox<int> inbox) => await inbox.Receive();

    private void Note(bool isRefused) => log.Add(isRefused ? "refused" : "not refused");

    private readonly struct Throwing : ICoroutineAwaiter
    {
        public bool IsCompleted => false;

        public Throwing GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void Park(CoroutineFrame frame) => throw new NotSupportedException();
    }
}
