namespace CoroFsm.Durability.Sqlite;

/// <summary>Something other than a turn that a commit stores, and the task that its caller awaits.</summary>
/// <param name="work">What is done in the transaction.</param>
/// <param name="cancellationToken">Cancels it until it has begun.</param>
internal sealed class StoreWork(Func<Store, bool> work, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool result;

    internal Task<bool> Task => completion.Task;

    internal void Write(Store store)
    {
        if (!cancellationToken.IsCancellationRequested)
            result = work(store);
        else
            completion.TrySetCanceled(cancellationToken);
    }

    internal void OnCommitted() => completion.TrySetResult(result);

    internal void OnFailed(JournalException error) => completion.TrySetException(error);
}
