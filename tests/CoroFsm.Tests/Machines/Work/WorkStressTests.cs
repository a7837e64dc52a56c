namespace CoroFsm.Tests.Machines.Work;

/// <summary>Work that ends on other threads, at once with events and a close.</summary>
public sealed class WorkStressTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Await_EndsOnOtherThreadsAmongEvents_LosesNothing()
    {
        const int Works = 5_000;
        const int Events = 5_000;
        var (inside, overlaps, received, ended) = (0, 0, 0, 0);
        using var done = new ManualResetEventSlim();
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                using var events = inbox.Handle<int>(_ => received++);
                for (var i = 0; i < Works; i++)
                {
                    var result = await inbox.Await(token => EndElsewhere(i));
                    overlaps += Interlocked.Increment(ref inside) - 1;
                    Assert.Equal(i, result);
                    ended++;
                    Interlocked.Decrement(ref inside);
                }

                done.Set();
                await foreach (var _ in inbox)
                    received++;
            },
            new() { Synchronized = true });

        var senders = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Events; i++)
                machine.Send(i);
        })).ToArray();
        await Task.WhenAll(senders).WaitAsync(Guard, TestContext.Current.CancellationToken);
        Assert.True(done.Wait(Guard, TestContext.Current.CancellationToken));
        Assert.Equal((Works, 2 * Events, 0), (ended, received, overlaps));
    }

    [Fact]
    public async Task Dispose_WhileWorkEndsOnAnotherThread_EndsEachMachineOnce()
    {
        const int Machines = 3_000;
        var observer = new Ends();
        for (var i = 0; i < Machines; i++)
        {
            var source = new TaskCompletionSource<int>();
            CancellationToken token = default;
            var results = 0;
            var cleanUps = 0;
            var machine = Machine.Start<int>(
                async inbox =>
                {
                    try
                    {
                        await inbox.Await(cancellation =>
                        {
                            token = cancellation;
                            return source.Task;
                        });
                        results++;
                        await inbox.Receive();
                    }
                    finally
                    {
                        cleanUps++;
                    }
                },
                new() { Synchronized = true, Observer = observer });
            var fails = i % 3 == 0;
            var ending = Task.Run(() =>
            {
                if (fails)
                    source.SetException(new ArithmeticException());
                else
                    source.SetResult(1);
            });
            if (i % 2 == 0)
                _ = machine.SendAsync(1, CancellationToken.None);
            machine.Dispose();
            await ending.WaitAsync(Guard, TestContext.Current.CancellationToken);
            machine.Dispose();                  // after the turn that the other thread may have queued
            Assert.Equal(1, cleanUps);
            Assert.True(machine.Status is MachineStatus.Closed or MachineStatus.Faulted or MachineStatus.Completed);
            Assert.Equal(token.IsCancellationRequested, results == 0 && machine.Status is MachineStatus.Closed);
        }

        Assert.Equal(Machines, observer.Ended + observer.Left);
    }

    private static Task<int> EndElsewhere(int i)
    {
        var source = new TaskCompletionSource<int>();
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.source.SetResult(state.i), (source, i), preferLocal: false);
        return source.Task;
    }

    private sealed class Ends : IMachineObserver
    {
        private int ended;
        private int left;

        public int Ended => Volatile.Read(ref ended);

        public int Left => Volatile.Read(ref left);

        void IMachineObserver.OnWorkEnded(Machine machine, MachineWork work) => Interlocked.Increment(ref ended);

        void IMachineObserver.OnWorkLeft(Machine machine, MachineWork work) => Interlocked.Increment(ref left);
    }
}
