namespace CoroFsm.Pipelines;

/// <content>The reading thread, which also waits for the end of the process.</content>
public sealed partial class ProcessStage<TIn, TOut>
{
    private readonly IObserver<TOut> next;
    private readonly ProcessStageOptions options;
    private readonly Child child;
    private readonly ChildInput<TIn> childInput;
    private readonly ThreadedStage<TIn> writer;
    private readonly JsonLinesParser<TOut> parser;
    private readonly WorkerEnd end;
    private readonly CancellationTokenRegistration cancellation;
    private readonly CancellationTokenSource reading = new();

    /// <summary>The context of the code that started the stage: the output of the child has no sender in this process.</summary>
    private readonly ExecutionContext context = AmbientContext.CaptureOrDefault();

    /// <summary>The exception that stops the writer when the child wants no more items. It is not a failure.</summary>
    private readonly Exception childEnded = new OperationCanceledException("The child has ended.");
    private volatile bool isChildComplete;
    private volatile bool isInputOver;

    /// <summary>The exception that ended the stage before the child ended: the stage was cancelled, or the next observer failed.</summary>
    private Exception? failure;

    private void Cancel(CancellationToken cancellationToken) =>
        Fail(new OperationCanceledException($"{Name} has been cancelled.", cancellationToken));

    private void Fail(Exception error)
    {
        if (isChildComplete || Interlocked.CompareExchange(ref failure, error, null) is not null)
            return;

        if (error is OperationCanceledException)
            end.MarkReported();
        writer.Abort(error);
        reading.Cancel();
        child.EndSoon();
    }

    /// <summary>
    /// Determines whether an exception of the writer is hidden from the sender. If not, records that the sender receives it.
    /// </summary>
    private bool TryHide(Exception error)
    {
        if (ReferenceEquals(error, childEnded))
            return true;
        end.MarkReported();
        return false;
    }

    private void Work()
    {
        var error = Read(out var isGone);
        ExecutionContext.Restore(context);
        var isNextNotified = failure is not null;
        if (isNextNotified)
            error = WorkerEnd.Notify(next, failure);
        if (!isGone)
            Finish(error);

        var exitCode = child.WaitForExit(drain: !isGone);
        if (!isNextNotified)
            error = WorkerEnd.Notify(next, failure ?? childInput.Failure ?? (error is RemoteException ? error : Judge(error, exitCode)));

        Finish(error);
        writer.Wait();
        child.Dispose();
        cancellation.Unregister();
        end.Set(error);
    }

    /// <summary>Reads the output of the child.</summary>
    /// <param name="isGone">Whether the output has ended without a completion or failure; the exit code decides then.</param>
    /// <returns>The failure of the child; null if there is none.</returns>
    private Exception? Read(out bool isGone)
    {
        isGone = false;
        try
        {
            var pipe = new ChildPipe(child.Output, reading.Token);
            var forward = new Forward(this);
            int read;
            do
            {
                var room = parser.Room();
                read = pipe.Read(room.Array!, room.Offset, room.Count);
            }
            while (!parser.Take(read, forward));

            isGone = options.Plain;
            return null;
        }
        catch (Exception) when (failure is not null)
        {
            return failure;     // a target may throw an exception that the pipe throws, too
        }
        catch (RemoteException error)
        {
            return error;
        }
        catch (EndOfStreamException error)
        {
            isGone = true;
            child.EndSoon();        // it may have closed only its output, and can no longer report that it is complete
            return error;
        }
        catch (Exception error)
        {
            Fail(error);
            return failure;
        }
    }

    /// <summary>Ends the child's input, and lets the child end.</summary>
    private void Finish(Exception? error)
    {
        isChildComplete = error is null;
        writer.Abort(error ?? childEnded);
        child.EndSoon();
    }

    private ChildProcessException? Judge(Exception? error, int exitCode)
    {
        var isComplete = error is null;
        if (isComplete && (exitCode == 0 || child.IsKilled))
            return null;
        return child.Failed(
            isComplete || (exitCode != 0 && !child.IsKilled)
                ? "has failed"
                : $"has ended without reporting that it is complete. {error!.Message}",
            exitCode);
    }

    /// <summary>Passes items on until the stage fails.</summary>
    private sealed class Forward(ProcessStage<TIn, TOut> stage) : IObserver<TOut>
    {
        public void OnNext(TOut value)
        {
            if (Volatile.Read(ref stage.failure) is { } failure)
                throw failure;

            try
            {
                ExecutionContext.Restore(stage.context);        // undoes changes by the handling of the previous item
                stage.next.OnNext(value);
            }
            catch (Exception error)
            {
                stage.Fail(error);
                throw;
            }
        }

        public void OnCompleted() => throw new NotSupportedException();

        public void OnError(Exception error) => throw new NotSupportedException();
    }
}
