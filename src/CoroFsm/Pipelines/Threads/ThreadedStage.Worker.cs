namespace CoroFsm;

/// <content>The worker.</content>
public sealed partial class ThreadedStage<T>
{
    private readonly IObserver<T> next;
    private readonly Action? idle;
    private readonly WorkerEnd end;
    private readonly CancellationTokenRegistration cancellation;

    /// <summary>What the worker runs under at present: the context of an item's sender, or its own.</summary>
    private ExecutionContext context = null!;

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
        var own = context = SenderContext.Capture();
        var error = Deliver();
        ExecutionContext.Restore(own);
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
            ExecutionContext.Restore(context);
            queue.Fail(raised);
            error = queue.Error ?? raised;      // the first failure counts: it may have been cancelled meanwhile
        }

        ExecutionContext.Restore(queue.EndContext!);
        return WorkerEnd.Tell(next, error);
    }

    private void Pump()
    {
        var own = context;
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
                var sender = context = queue.Context!;
                foreach (var item in batch)
                {
                    if (queue.IsFailed)
                        break;
                    ExecutionContext.Restore(sender);       // also what the item before has changed is undone
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
                context = own;
                ExecutionContext.Restore(own);
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
