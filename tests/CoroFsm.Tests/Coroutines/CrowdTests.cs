using CoroFsm.CompilerServices;

namespace CoroFsm.Tests.Coroutines;

/// <summary>
/// Many machines that enter and leave a method together. Runs alone: each full collection, also one caused by another test, releases
/// spare frames.
/// </summary>
[Collection(nameof(CrowdTests))]
[CollectionDefinition(nameof(CrowdTests), DisableParallelization = true)]
public sealed class CrowdTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Send_MachinesInLockStep_AllocatesNothing(int count)
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        var machines = new Machine<int>[count];
        for (var i = 0; i < count; i++)
            machines[i] = Machine.Start<int>(Alternating);
        for (var i = 0; i < 4; i++)
            Step();

        Assert.Equal(0, Allocated.By(() =>
        {
            Step();
            Step();
        }));

        void Step()
        {
            foreach (var machine in machines)
                machine.Send(1);
        }
    }

    [Fact]
    public void Send_MachinesInLockStepOnAlternatingThreads_AllocatesNothing()
    {
        Assert.SkipWhen(Allocated.IsDebug, "In Debug the compiler makes the state machine of each call a class.");
        var machines = new Machine<int>[5_000];
        for (var i = 0; i < machines.Length; i++)
            machines[i] = Machine.Start<int>(AlternatingByThread);
        List<long> allocated = [];
        for (var round = 0; round < 30; round++)
        {
            var thread = new Thread(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                foreach (var machine in machines)
                    machine.Send(1);
                allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            });
            thread.Start();
            thread.Join();
        }

        // The spare frames of a thread end with it: for each of the two methods at most two magazines of 128 frames, of 72 bytes each, and
        // 16 bytes for a slot in a magazine that grows by doubling. Their number depends on where the machines stop.
        Assert.InRange(allocated.Skip(10).Min(), 0, 2 * 2 * 128 * (72 + 16));
    }

    [Fact]
    public void Return_ManyMachinesDropped_FramesAreCollected()
    {
        List<WeakReference> frames = [];
        RunCrowd(frames, 20_000);
        Assert.InRange(frames.Count, 20_000, int.MaxValue);

        for (var i = 0; i < 24; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.InRange(frames.Count(static frame => frame.IsAlive), 0, 300);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void RunCrowd(List<WeakReference> frames, int count)
    {
        var machines = new Machine<int>[count];
        for (var i = 0; i < count; i++)
            machines[i] = Machine.Start<int>(inbox => Visiting(inbox, frames));
        foreach (var machine in machines)
            machine.Send(1);
        Assert.All(machines, static machine => Assert.Equal(MachineStatus.Completed, machine.Status));
    }

    private static async Coroutine Alternating(Inbox<int> inbox)
    {
        while (true)
        {
            await First(inbox);
            await Second(inbox);
        }
    }

    private static async Coroutine First(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine<int> Second(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine AlternatingByThread(Inbox<int> inbox)
    {
        while (true)
        {
            await ThreadFirst(inbox);
            await ThreadSecond(inbox);
        }
    }

    private static async Coroutine ThreadFirst(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine ThreadSecond(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine Visiting(Inbox<int> inbox, List<WeakReference> frames) => await new Noting(inbox.Receive(), frames);

    /// <summary>Records the frames that wait.</summary>
    private readonly struct Noting(ReceiveWait<int> wait, List<WeakReference> frames) : ICoroutineAwaiter
    {
        public bool IsCompleted => wait.IsCompleted;

        public Noting GetAwaiter() => this;

        public int GetResult() => wait.GetResult();

        public void Park(CoroutineFrame frame)
        {
            frames.Add(new(frame));
            wait.Park(frame);
        }
    }
}
