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
            end.Told();
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
        Exception? error;
        try
        {
            Pump();
            error = queue.Error;
        }
        catch (Exception raised)
        {
            queue.Fail(raised);
            error = queue.Error ?? raised;      // the first failure counts: it may have been cancelled meanwhile
        }

        return WorkerEnd.Tell(next, error);
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
            else if (queue.TryTakeRestart())
            {
                isIdle = false;
                Source.Restart(next);
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
        if (queue.Fail(Cancelled(CancellationToken.None), unlessClosed: true))
            end.Told();
    }

    private OperationCanceledException Cancelled(CancellationToken token) => new($"{Name} has been cancelled.", token);
}
