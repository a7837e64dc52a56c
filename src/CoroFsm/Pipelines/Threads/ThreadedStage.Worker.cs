namespace CoroFsm;

/// <content>The worker.</content>
public sealed partial class ThreadedStage<T>
{
    private readonly IObserver<T> next;
    private readonly Action? idle;
    private readonly WorkerEnd end;
    private readonly CancellationTokenRegistration cancellation;

    internal bool IsWorker => end.IsWorker;

    /// <summary>Ends the stage now: what is queued is dropped, and both sides are told.</summary>
    internal void Abort(Exception error)
    {
        if (queue.Fail(error))
            end.Told(error);
    }

    /// <summary>Waits until the worker's thread is gone; how it ended is of no interest.</summary>
    internal void Wait() => end.Wait();

    private void Work()
    {
        var error = Deliver();
        cancellation.Unregister();
        end.Set(error);
    }

    /// <summary>Hands on what comes, and the end, as a source does.</summary>
    /// <returns>What has gone wrong.</returns>
    private Exception? Deliver()
    {
        try
        {
            Pump();
        }
        catch (Exception raised)
        {
            queue.Fail(raised);

            // The next observer is notified of the first failure: the stage may have been cancelled meanwhile. That is no reason to lose
            // what the observer has thrown.
            var first = queue.Error ?? raised;
            var told = WorkerEnd.Tell(next, first);
            if (raised is OperationCanceledException || !Failures.IsNews(raised, first))
                return told;
            return Faults.Both(told is OperationCanceledException ? null : told, raised);
        }

        return WorkerEnd.Tell(next, queue.Error);
    }

    private void Pump()
    {
        var done = 0;
        var isIdle = true;
        while (true)
        {
            var batch = queue.TryTake(done, out var isOver);
            done = batch.Length;
            if (isOver)
                return;

            if (done > 0)
            {
                isIdle = false;
                foreach (var item in batch)
                {
                    if (queue.IsFailed)
                        break;
                    next.OnNext(item);
                }
            }
            else if (!isIdle)
            {
                isIdle = true;
                idle?.Invoke();
            }
            else
            {
                queue.Wait();
            }
        }
    }

    private void CancelUnlessClosed()
    {
        var error = Cancelled(CancellationToken.None);
        if (queue.Fail(error, unlessClosed: true))
            end.Told(error);
    }

    private OperationCanceledException Cancelled(CancellationToken token) => new($"{Name} has been cancelled.", token);
}
