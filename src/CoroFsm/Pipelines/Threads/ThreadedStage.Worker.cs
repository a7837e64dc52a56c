using System.Runtime.ExceptionServices;

namespace CoroFsm;

/// <content>The worker.</content>
public sealed partial class ThreadedStage<T>
{
    private readonly IObserver<T> next;
    private readonly Action? idle;
    private readonly Thread worker;
    private readonly CancellationTokenRegistration cancellation;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? outcome;

    /// <summary>What the next observer has thrown has come out somewhere, or will.</summary>
    private volatile bool isErrorTold;

    private bool IsWorker => Thread.CurrentThread == worker;

    /// <summary>Ends the stage now: what is queued is dropped, and both sides are told.</summary>
    internal void Abort(Exception error)
    {
        if (queue.Fail(error))
            isErrorTold = true;
    }

    private void Work()
    {
        Exception? error;
        try
        {
            Pump();
            error = queue.Error;
            if (error is null)
                next.OnCompleted();
        }
        catch (Exception raised)
        {
            queue.Fail(raised);
            error = queue.Error ?? raised;      // the first failure counts: it may have been cancelled meanwhile
        }

        if (error is not null)
            TellNext(error);
        cancellation.Unregister();
        End(error);
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

    private void TellNext(Exception error)
    {
        try
        {
            next.OnError(error);
        }
        catch (Exception)
        {
            // No news if it is the same; else it follows from the first, which counts.
        }
    }

    private void End(Exception? error)
    {
        outcome = error is null ? null : ExceptionDispatchInfo.Capture(error);
        if (error is null)
            completion.SetResult();
        else if (error is OperationCanceledException cancelled)
            completion.TrySetCanceled(cancelled.CancellationToken);
        else
            completion.SetException(error);
        _ = completion.Task.Exception;      // told on other ways too, so it is never unobserved
    }

    private void CancelUnlessClosed()
    {
        if (queue.Fail(Cancelled(CancellationToken.None), unlessClosed: true))
            isErrorTold = true;
    }

    private OperationCanceledException Cancelled(CancellationToken token) => new($"{Name} has been cancelled.", token);

    private void ThrowUnlessTold()
    {
        if (isErrorTold)
            return;
        isErrorTold = true;
        outcome?.Throw();
    }
}
