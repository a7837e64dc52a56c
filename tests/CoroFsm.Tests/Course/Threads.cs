namespace CoroFsm.Tests.Course;

/// <summary>Part 4 of the course: a queue and a thread between two stages.</summary>
public sealed class Threads
{
    private static readonly string[] Orders = ["black tea", "coffee", "tea with milk"];

    [Fact]
    public void Threaded_GrepToPrinter_KeepsOrderOnOneWorkerAndCompletesLast()
    {
        List<string> log = [];
        HashSet<int> threads = [];
        var printer = Sink.To<string>(line => Log(line), () => Log("end"));
        using var threaded = new ThreadedStage<string>(Stage.Filter(line => line.Contains("tea", StringComparison.Ordinal), printer));
        Orders.PushTo(threaded);
        threaded.Join(TestContext.Current.CancellationToken);

        Assert.Equal(["black tea", "tea with milk", "end"], log);
        Assert.NotEqual(Environment.CurrentManagedThreadId, Assert.Single(threads));

        void Log(string line)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            log.Add(line);
        }
    }

    [Fact]
    public void Threaded_SourceFails_ErrorArrivesAfterItems()
    {
        List<string> log = [];
        var failure = new IOException("the kitchen is closed");
        using var threaded = new ThreadedStage<string>(Sink.To<string>(log.Add, () => log.Add("end"), error => log.Add(error.Message)));
        Assert.Same(failure, Assert.Throws<IOException>(() => Failing().PushTo(threaded)));
        Assert.Same(failure, Assert.Throws<IOException>(() => threaded.Join(TestContext.Current.CancellationToken)));
        Assert.Equal([.. Orders, "the kitchen is closed"], log);

        IEnumerable<string> Failing()
        {
            foreach (var order in Orders)
                yield return order;
            throw failure;
        }
    }

    [Fact]
    public void Threaded_TargetFails_ThrowsToSenderAndNotifiesOtherTargets()
    {
        var failure = new IOException("out of paper");
        Exception? received = null;
        using var threaded = new ThreadedStage<string>(Sink.To<string>(_ => throw failure));
        var targets = Stage.Broadcast(threaded, Sink.To<string>(_ => { }, onError: error => received = error));
        Assert.Same(failure, Assert.Throws<IOException>(() => Endless().PushTo(targets)));
        Assert.Same(failure, received);

        static IEnumerable<string> Endless()
        {
            while (true)
                yield return "tea";
        }
    }

    [Fact]
    public async Task Threaded_TwoThreadsSendToOneCoroutine_HandlesOneAtATimeInOrder()
    {
        const int Count = 10_000;
        int[] next = [0, 0];
        using var threaded = new ThreadedStage<(int Sender, int Number)>(Machine.Start<(int Sender, int Number)>(async numbers =>
        {
            await foreach (var (sender, number) in numbers)
                Assert.Equal(next[sender]++, number);
        }));
        await Task.WhenAll(new[] { 0, 1 }.Select(sender => Task.Run(() =>
        {
            for (var number = 0; number < Count; number++)
                threaded.OnNext((sender, number));
        })));
        threaded.OnCompleted();
        threaded.Join(TestContext.Current.CancellationToken);
        Assert.Equal([Count, Count], next);
    }
}
