using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>How a stage's worker ends, for all who wait for it, and whether anyone has been told what it failed with.</summary>
/// <param name="name">The stage.</param>
/// <param name="worker">Its thread.</param>
[StackTraceHidden]
internal sealed class WorkerEnd(string name, Thread worker)
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? outcome;

    /// <summary>The failure has come out somewhere, or will, whatever it is.</summary>
    private volatile bool isTold;

    /// <summary>What has come out; another failure has not.</summary>
    private volatile Exception? told;

    internal bool IsWorker => Thread.CurrentThread == worker;

    internal Task Completion
    {
        get
        {
            isTold = true;
            return completion.Task;
        }
    }

    /// <summary>Tells a target, once, how its input has ended.</summary>
    /// <param name="target">The target.</param>
    /// <param name="error">What has gone wrong; null: nothing.</param>
    /// <returns>That, with what the target has thrown when told: it has told whoever follows.</returns>
    internal static Exception? Tell<T>(IObserver<T> target, Exception? error)
    {
        try
        {
            if (error is null)
                target.OnCompleted();
            else
                Source.Fail(target, error);
            return error;
        }
        catch (Exception raised)
        {
            return raised;
        }
    }

    internal void Told() => isTold = true;

    /// <summary>Notes a failure that has come out, or that upstream has had before.</summary>
    internal void Told(Exception error) => told = error;

    /// <summary>Ends: the worker's last act.</summary>
    internal void Set(Exception? error)
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

    /// <summary>Waits, and throws the failure.</summary>
    internal void Join(CancellationToken cancellationToken)
    {
        if (IsWorker)
            throw new InvalidOperationException($"The worker of {name} would wait for itself. Join from the thread that sends.");

        Task.WhenAny(completion.Task).Wait(cancellationToken);
        worker.Join();
        isTold = true;
        outcome?.Throw();
    }

    /// <summary>Waits until the thread is gone.</summary>
    internal void Wait() => worker.Join();

    /// <summary>Waits until the thread is gone, and throws the failure if nobody knows it.</summary>
    internal void WaitAndTell()
    {
        worker.Join();
        if (isTold || outcome is null || ReferenceEquals(outcome.SourceException, told))
            return;
        isTold = true;
        var hasBoth = told is not null && outcome.SourceException is AggregateException both && both.InnerExceptions.Contains(told);
        if (hasBoth || told is null or OperationCanceledException)
            outcome.Throw();
        throw new AggregateException($"{name} has failed after its input had.", told, outcome.SourceException);
    }

    /// <summary>Waits without blocking, and throws the failure if nobody knows it.</summary>
    internal async ValueTask WaitAndTellAsync()
    {
        await Task.WhenAny(completion.Task).ConfigureAwait(false);
        WaitAndTell();      // the thread has nothing left to do
    }
}
