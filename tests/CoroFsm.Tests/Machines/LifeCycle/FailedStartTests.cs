namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>A machine whose coroutine fails before its first wait: it has faulted, however the failure happened.</summary>
public sealed class FailedStartTests
{
    private static readonly string[] Failures = ["async method", "method that is not async", "coroutine that was awaited before"];
    private static readonly string[] Threads = ["plain", "checked", "synchronized", "timed"];

    public static TheoryData<string, string> All => [.. from failure in Failures from threads in Threads select (failure, threads)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Start_Fails_MachineHasFaulted(string failure, string threads)
    {
        var worker = new Worker(failure, MachineKinds.Options(threads));
        var error = Assert.ThrowsAny<Exception>(worker.Go);
        Assert.Equal(MachineStatus.Faulted, worker.Machine.Status);
        Assert.Same(error, worker.Machine.Fault);
        Assert.True(worker.Completion.IsFaulted);
        Assert.Same(error, await Assert.ThrowsAnyAsync<Exception>(() => worker.Completion));
        Assert.True(worker.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.False(worker.TrySend("a"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Start_Fails_ObserverIsNotified(string failure, string threads)
    {
        var observer = new Log();
        var worker = new Worker(failure, MachineKinds.Options(threads) with { Observer = observer });
        var error = Assert.ThrowsAny<Exception>(worker.Go);
        Assert.Equal(["started", $"faulted {error.GetType().Name}"], observer.Lines);
    }

    [Fact]
    public void Start_MethodThatIsNotAsyncFails_KeepsTheStack()
    {
        var error = Assert.Throws<FormatException>(() => Machine.Start<string>(Fail));
        Assert.Contains(nameof(Fail), error.StackTrace!);

        static Coroutine Fail(Inbox<string> inbox) => throw new FormatException();
    }

    private sealed class Log : IMachineObserver
    {
        public List<string> Lines { get; } = [];

        void IMachineObserver.OnStarted(Machine machine) => Lines.Add("started");

        void IMachineObserver.OnFaulted(Machine machine, Exception fault) => Lines.Add($"faulted {fault.GetType().Name}");
    }

    private sealed class Worker(string failure, MachineOptions options) : MachineOf<string>(options)
    {
        internal void Go() => Start();

        protected override Coroutine Run() => failure switch
        {
            "async method" => Fail(),
            "method that is not async" => throw new FormatException(),
            _ => AwaitedBefore(),
        };

        private static async Coroutine Fail()
        {
            await Coroutine.Completed;
            throw new FormatException();
        }

        private static Coroutine AwaitedBefore()
        {
            Coroutine kept = default;
            using (CoroFsm.Machine.Start<string>(inbox => kept = Wait(inbox)))
            {
            }

            return kept;

            static async Coroutine Wait(Inbox<string> inbox) => await inbox.Receive();
        }
    }
}
