using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Tests.Networking;

/// <summary>One listener for the tasks of several schedulers.</summary>
public sealed class SharedListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Accept_BySeveralSchedulers_AllServe()
    {
        using var listener = Loopback.Listen();
        ConcurrentDictionary<int, int> served = [];
        using var first = Serve(listener, served);
        using var second = Serve(listener, served);
        SpinWait.SpinUntil(() => listener.WaiterCount == 2, Patience);
        for (var i = 0; i < 20; i++)
        {
            using var client = Connect(listener);
            Assert.Equal(1, client.Receive(new byte[1]));
            SpinWait.SpinUntil(() => listener.WaiterCount == 2, Patience);
        }

        Assert.Equal([10, 10], served.Values);
    }

    [Fact]
    public void Dispose_SchedulerThatAccepts_LeavesConnectionsToTheOther()
    {
        using var listener = Loopback.Listen();
        ConcurrentDictionary<int, int> served = [];
        var first = Serve(listener, served);
        using var second = Serve(listener, served);
        SpinWait.SpinUntil(() => listener.WaiterCount == 2, Patience);
        first.Dispose();
        for (var i = 0; i < 10; i++)
        {
            using var client = Connect(listener);
            Assert.Equal(1, client.Receive(new byte[1]));
        }

        Assert.Equal(10, served.Values.Sum());
    }

    [Fact]
    public void Kill_AcceptorBeforeItsTurn_LeavesConnectionToAnotherScheduler() => Loopback.Run(async task =>
    {
        using var listener = Loopback.Listen();
        ConcurrentDictionary<int, int> served = [];
        var victim = await task.Spawn(async waiter => (await listener.Accept(waiter)).Dispose(), priority: TaskPriority.Low);
        while (listener.WaiterCount == 0)
            await task.Yield();
        using var client = Connect(listener);
        while (listener.WaiterCount > 0)
            await task.Yield();
        await task.Kill(victim);        // woken, but of low priority
        using var other = Serve(listener, served);
        await task.Await(Task.Run(() => client.Receive(new byte[1])));
        Assert.Equal(1, served.Values.Sum());
    });

    [Fact]
    public void Dispose_WhileSchedulersAccept_EndsAllWaits()
    {
        for (var i = 0; i < 50; i++)
        {
            var listener = Loopback.Listen();
            var ends = 0;
            var threads = Enumerable.Range(0, 3).Select(_ =>
            {
                var scheduler = new Scheduler();
                scheduler.Spawn(async task =>
                {
                    Assert.IsType<ObjectDisposedException>(await Failures.Of(async () => await listener.Accept(task)));
                    Interlocked.Increment(ref ends);
                });
                return scheduler.Start();
            }).ToArray();
            listener.Dispose();
            foreach (var thread in threads)
            {
                thread.Join();
                thread.Dispose();
            }

            Assert.Equal(3, ends);
        }
    }

    [Fact]
    public async Task Accept_UnderLoadWhileSchedulersComeAndGo_LosesNoConnection()
    {
        const int Clients = 400;
        using var listener = Loopback.Listen();
        ConcurrentDictionary<int, int> served = [];
        using var steady = Serve(listener, served);
        using var stop = new CancellationTokenSource();
        var coming = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    Serve(listener, served).Dispose();
            },
            TestContext.Current.CancellationToken);
        var lost = 0;
        Parallel.For(0, Clients, new() { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using var client = Connect(listener);
            try
            {
                if (client.Receive(new byte[1]) == 0)
                    Interlocked.Increment(ref lost);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref lost);
            }
        });
        await stop.CancelAsync();
        await coming;
        Assert.Equal(Clients, served.Values.Sum() + lost);      // those that a scheduler had accepted when it was disposed
        Assert.InRange(served.Values.Sum(), 1, Clients);
    }

    private static Socket Connect(Listener listener)
    {
        Socket client = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        client.Connect((IPEndPoint)listener.LocalEndPoint);
        return client;
    }

    /// <summary>Runs a server that sends a byte to each client and counts them by thread.</summary>
    private static SchedulerThread Serve(Listener listener, ConcurrentDictionary<int, int> served)
    {
        var scheduler = new Scheduler();
        scheduler.Spawn(async task =>
        {
            while (true)
            {
                using var connection = await listener.Accept(task);
                served.AddOrUpdate(Environment.CurrentManagedThreadId, 1, static (_, count) => count + 1);
                await connection.Send(task, new byte[1]);
            }
        });
        return scheduler.Start();
    }
}
