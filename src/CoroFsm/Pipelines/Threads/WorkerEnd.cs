using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>Represents the end of a stage's worker, for all that wait for it, and tracks whether its failure has been reported.</summary>
/// <param name="name">The name of the stage.</param>
/// <param name="worker">The thread of the worker.</param>
[StackTraceHidden]
internal sealed class WorkerEnd(string name, Thread worker)
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? outcome;

    /// <summary>Whether the failure has been or will be reported, whatever it is.</summary>
    private volatile bool isReported;

    /// <summary>The failure that has been reported. Another one has not.</summary>
    private volatile Exception? reported;

    internal bool IsWorker => Thread.CurrentThread == worker;

    internal Task Completion
    {
        get
        {
            isReported = true;
            return completion.Task;
        }
    }

    /// <summary>Notifies a target, once, of the end of its input.</summary>
    /// <param name="target">The target.</param>
    /// <param name="error">The failure; null if there is none.</param>
    /// <returns>The failure, combined with an exception that the target has thrown: the target has notified its own targets.</returns>
    internal static Exception? Notify<T>(IObserver<T> target, Exception? error)
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

    internal void MarkReported() => isReported = true;

    /// <summary>Records a failure that has been reported, or that upstream has raised itself.</summary>
    internal void MarkReported(Exception error) => reported = error;

    /// <summary>Records the end. Called by the worker as its last action.</summary>
    internal void Set(Exception? error)
    {
        outcome = error is null ? null : ExceptionDispatchInfo.Capture(error);
        if (error is null)
            completion.SetResult();
        else if (error is OperationCanceledException cancelled)
            completion.TrySetCanceled(cancelled.CancellationToken);
        else
            completion.SetException(error);
        _ = completion.Task.Exception;      // also reported otherwise, so it is never unobserved
    }

    /// <summary>Waits for the end, and throws the failure.</summary>
    internal void Join(CancellationToken cancellationToken)
    {
        if (IsWorker)
            throw new InvalidOperationException($"The worker of {name} would wait for itself. Call Join on the thread that sends.");

        Task.WhenAny(completion.Task).Wait(cancellationToken);
        worker.Join();
        isReported = true;
        outcome?.Throw();
    }

    /// <summary>Waits until the thread has ended.</summary>
    internal void Wait() => worker.Join();

    /// <summary>Waits until the thread has ended, and throws the failure if it has not been reported.</summary>
    internal void WaitAndReport()
    {
        worker.Join();
        if (isReported || outcome is null || ReferenceEquals(outcome.SourceException, reported))
            return;
        isReported = true;
        var hasBoth = reported is not null && outcome.SourceException is AggregateException both && both.InnerExceptions.Contains(reported);
        if (hasBoth || reported is null or OperationCanceledException)
            outcome.Throw();
        throw new AggregateException($"{name} has failed after its input had.", reported, outcome.SourceException);
    }

    /// <summary>Waits without blocking, and throws the failure if it has not been reported.</summary>
    internal async ValueTask WaitAndReportAsync()
    {
        await Task.WhenAny(completion.Task).ConfigureAwait(false);
        WaitAndReport();      // the thread has nothing left to do
    }
}
