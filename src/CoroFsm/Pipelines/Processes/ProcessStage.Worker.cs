namespace CoroFsm.Pipelines;

/// <content>The reading thread, which also sees the process to its end.</content>
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

    /// <summary>The context of the code that started the stage: what the child writes has no sender here.</summary>
    private readonly ExecutionContext context = AmbientContext.CaptureOrDefault();

    /// <summary>What the writer is stopped with when the child wants no more: no failure.</summary>
    private readonly Exception childEnded = new OperationCanceledException("The child has ended.");
    private volatile bool isChildComplete;
    private volatile bool isInputOver;

    /// <summary>What has ended the stage before the child did: it was cancelled, or its output could not be handed on.</summary>
    private Exception? failure;

    private void Cancel(CancellationToken cancellationToken) => Fail(new OperationCanceledException($"{Name} has been cancelled.", cancellationToken));

    private void Fail(Exception error)
    {
        if (isChildComplete || Interlocked.CompareExchange(ref failure, error, null) is not null)
            return;

        if (error is OperationCanceledException)
            end.Told();
        writer.Abort(error);
        reading.Cancel();
        child.EndSoon();
    }

    /// <summary>Tells whether a sender need not know of what comes out of the writer; else remembers that it does.</summary>
    private bool IsTold(Exception error)
    {
        if (ReferenceEquals(error, childEnded))
            return true;
        end.Told();
        return false;
    }

    private void Work()
    {
        var error = Read(out var isGone);
        ExecutionContext.Restore(context);
        var isNextTold = failure is not null;
        if (isNextTold)
            error = WorkerEnd.Tell(next, failure);
        if (!isGone)
            Finish(error);

        var exitCode = child.WaitForExit(drain: !isGone);
        if (!isNextTold)
            error = WorkerEnd.Tell(next, failure ?? childInput.Failure ?? (error is RemoteException ? error : Judge(error, exitCode)));

        Finish(error);
        writer.Wait();
        child.Dispose();
        cancellation.Unregister();
        end.Set(error);
    }

    /// <summary>Reads what the child writes.</summary>
    /// <param name="isGone">Whether the output has ended without saying how: the exit code will.</param>
    /// <returns>What the child has failed with.</returns>
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
            return failure;     // a target may throw what the pipe knows too
        }
        catch (RemoteException error)
        {
            return error;
        }
        catch (EndOfStreamException error)
        {
            isGone = true;
            child.EndSoon();        // it may have closed its output alone, and can no longer say that it is complete
            return error;
        }
        catch (Exception error)
        {
            Fail(error);
            return failure;
        }
    }

    /// <summary>Ends the child's input, and lets it end.</summary>
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
        return child.Failed(isComplete || (exitCode != 0 && !child.IsKilled) ? "has failed" : $"has ended without saying that it is complete. {error!.Message}", exitCode);
    }

    /// <summary>Hands items on until the stage fails.</summary>
    private sealed class Forward(ProcessStage<TIn, TOut> stage) : IObserver<TOut>
    {
        public void OnNext(TOut value)
        {
            if (Volatile.Read(ref stage.failure) is { } failure)
                throw failure;

            try
            {
                ExecutionContext.Restore(stage.context);        // undoes what the item before has changed
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
