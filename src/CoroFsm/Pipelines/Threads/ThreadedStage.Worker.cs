namespace CoroFsm.Pipelines;

/// <content>The worker.</content>
public sealed partial class ThreadedStage<T>
{
    private readonly IObserver<T> next;
    private readonly Action? idle;
    private readonly WorkerEnd end;
    private readonly CancellationTokenRegistration cancellation;

    /// <summary>The current context of the worker: that of the sender of an item or a restart, or its own.</summary>
    private ExecutionContext context = null!;

    internal bool IsWorker => end.IsWorker;

    /// <summary>Ends the stage immediately: the queued items are dropped, and both sides are notified.</summary>
    internal void Abort(Exception error)
    {
        if (queue.Fail(error))
            end.MarkReported(error);
    }

    /// <summary>Waits until the worker's thread has ended, independently of the result.</summary>
    internal void Wait() => end.Wait();

    private void Work()
    {
        var own = context = AmbientContext.CaptureOrDefault();
        var error = Deliver();
        ExecutionContext.Restore(own);
        cancellation.Unregister();
        end.Set(error);
    }

    /// <summary>Passes the items and the end on, as a source does.</summary>
    /// <returns>The failure; null if there is none.</returns>
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

            // The next observer is notified of the first failure, because the stage may have been cancelled meanwhile. An exception of the
            // observer must not be lost for that reason.
            var first = queue.Error ?? raised;
            var reported = WorkerEnd.Notify(next, first);
            if (raised is OperationCanceledException || !Failures.AddsInformation(raised, first))
                return reported;
            return Faults.Both(reported is OperationCanceledException ? null : reported, raised);
        }

        ExecutionContext.Restore(queue.EndContext!);
        return WorkerEnd.Notify(next, queue.Error);
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

    /// <summary>Sends a batch under its context. Separate method: a local variable of the loop would keep the context alive.</summary>
    private void Send(Span<T> batch)
    {
        var sender = context = queue.Context!;
        var thread = Thread.CurrentThread;
        foreach (var item in batch)
        {
            if (queue.IsFailed)
                break;
            if (!AmbientContext.IsCurrent(sender, thread))
                ExecutionContext.Restore(sender);       // also undoes changes by the handling of the previous item
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
            end.MarkReported(error);
    }

    private OperationCanceledException Cancelled(CancellationToken cancellationToken) =>
        new($"{Name} has been cancelled.", cancellationToken);
}
