namespace CoroFsm;

/// <summary>Represents an asynchronous stream that a machine enumerates. Each step is work that it awaits.</summary>
internal sealed class AwaitedStream<TEvent, T>(
    Machine<TEvent> machine,
    Func<CancellationToken, IAsyncEnumerable<T>> open,
    string? state,
    Unmatched? unmatched,
    int line,
    string file)
{
    private readonly CancellationTokenSource cancellation = new();
    private IAsyncEnumerator<T>? items;

    /// <summary>The item of an explored stream.</summary>
    private T? explored;

    /// <summary>The last step.</summary>
    private Task<bool>? step;

    internal T Current => items is null ? explored! : items.Current;

    /// <summary>Begins a wait for the next item.</summary>
    /// <param name="next">The task of the step.</param>
    /// <returns>The wait. Its token is that of the stream.</returns>
    internal AwaitedWork<TEvent> BeginStep(out Task<bool> next)
    {
        var wait = machine.BeginWork(open, state, unmatched, line, file, cancellation);
        if (ExploredWork.IsActive)
        {
            var end = new ExploredStep<T>(item => explored = item);
            wait.Explored = end;
            next = end.Task;
            return wait;
        }

        next = step = wait.Call(token =>
        {
            items ??= open(token).GetAsyncEnumerator(token);
            return items.MoveNextAsync();
        }).AsTask();
        return wait;
    }

    /// <summary>Begins to dispose of the stream.</summary>
    /// <param name="disposal">The task to wait for; null if the machine does not wait, because the step or the substate was left.</param>
    internal AwaitedWork<TEvent> BeginEnd(out Task? disposal)
    {
        if (items is null)
        {
            disposal = null;
            return machine.NextWork;
        }

        var hasEnded = step is { IsCompletedSuccessfully: true, Result: false };
        if (!step!.IsCompleted || machine.IsLeaving)
        {
            disposal = null;
            machine.RunUnawaited(open, state, DisposeLater, hasEnded ? null : cancellation);
            return machine.NextWork;
        }

        var wait = machine.BeginWork(open, state, unmatched, line, file);
        disposal = wait.Call(_ =>
        {
            if (!hasEnded)
                cancellation.Cancel();
            return items.DisposeAsync();
        }).AsTask();
        return wait;
    }

    private async Task DisposeLater()
    {
        await ((Task)step!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);     // the wait for it reports an exception
        await items!.DisposeAsync().ConfigureAwait(false);
    }
}
