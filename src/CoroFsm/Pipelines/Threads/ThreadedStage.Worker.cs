namespace CoroFsm.Pipelines;

/// <content>The worker.</content>
public sealed partial class ThreadedStage<T>
{
    private readonly IObserver<T> next;
    private readonly Action? idle;
    private readonly WorkerEnd end;
    private readonly CancellationTokenRegistration cancellation;

    /// <summary>What the worker runs under at present: the context of the sender of an item or a restart, or its own.</summary>
    private ExecutionContext context = null!;

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
        var own = context = AmbientContext.CaptureOrDefault();
        var error = Deliver();
        ExecutionContext.Restore(own);
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
            ExecutionContext.Restore(context);
            queue.Fail(raised);

            // The next observer is notified of the first failure: the stage may have been cancelled meanwhile. That is no reason to lose
            // what the observer has thrown.
            var first = queue.Error ?? raised;
            var told = WorkerEnd.Tell(next, first);
            if (raised is OperationCanceledException || !Failures.IsNews(raised, first))
                return told;
            return Faults.Both(told is OperationCanceledException ? null : told, raised);
        }

        ExecutionContext.Restore(queue.EndContext!);
        return WorkerEnd.Tell(next, queue.Error);
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
                Send(batch);
            }
            else if (TryRestart())
            {
                isIdle = false;
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

    /// <summary>Sends a batch under its context. A method of its own: a local variable of the loop would keep the context alive.</summary>
    private void Send(Span<T> batch)
    {
        var sender = context = queue.Context!;
        var thread = Thread.CurrentThread;
        foreach (var item in batch)
        {
            if (queue.IsFailed)
                break;
            if (!AmbientContext.IsCurrent(sender, thread))
                ExecutionContext.Restore(sender);       // also what the item before has changed is undone
            next.OnNext(item);
        }
    }

    private bool TryRestart()
    {
        if (!queue.TryTakeRestart(out var sender))
            return false;
        context = sender;
        ExecutionContext.Restore(sender);
        Source.Restart(next);
        return true;
    }

    private void CancelUnlessClosed()
    {
        var error = Cancelled(CancellationToken.None);
        if (queue.Fail(error, unlessClosed: true))
            end.Told(error);
    }

    private OperationCanceledException Cancelled(CancellationToken token) => new($"{Name} has been cancelled.", token);
}
