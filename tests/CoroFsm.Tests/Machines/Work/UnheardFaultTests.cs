using System.Runtime.CompilerServices;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>Where the fault of a machine goes that its awaited work has ended: no sender receives it.</summary>
public sealed class UnheardFaultTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Work_FaultsTheMachine_IsReportedUnlessAnObserverIsNotified(bool hasObserver, int reports)
    {
        List<Exception> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) =>
        {
            lock (unobserved)
                unobserved.AddRange(e.Exception.InnerExceptions.OfType<RankException>());
        };
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            var observer = hasObserver ? new Observer() : null;
            RunToFault(observer);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            lock (unobserved)
                Assert.Equal(reports, unobserved.Count);
            Assert.True(observer is null or { HasFault: true });
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunToFault(IMachineObserver? observer)
    {
        var work = new TaskCompletionSource();
        var machine = Machine.Start<string>(
            async inbox => await inbox.Await(_ => work.Task),
            new() { Synchronized = true, Observer = observer });
        work.SetException(new RankException());
        Assert.IsType<RankException>(machine.Fault);
    }

    private sealed class Observer : IMachineObserver
    {
        public bool HasFault { get; private set; }

        public void OnFaulted(Machine machine, Exception fault) => HasFault = fault is RankException;
    }
}
