namespace CoroFsm.Pipelines;

/// <summary>Connects an observable, which ignores exceptions of its observers, to a target that must be notified of a failure.</summary>
internal sealed class GuardedSubscription<T>(IObserver<T> target) : IObserver<T>, IDisposable
{
    private IDisposable? subscription;
    private volatile bool isOver;

    public void OnNext(T value)
    {
        if (isOver)
            return;

        try
        {
            target.OnNext(value);
        }
        catch (Exception error)
        {
            Dispose();
            Source.Fail(target, error);
            throw;
        }
    }

    public void OnCompleted()
    {
        if (isOver)
            return;

        Dispose();
        target.OnCompleted();
    }

    public void OnError(Exception error)
    {
        if (isOver)
            return;

        Dispose();
        target.OnError(error);
    }

    public void Dispose()
    {
        isOver = true;
        Interlocked.MemoryBarrier();        // otherwise this thread and one in Begin could each miss the write of the other
        subscription?.Dispose();
    }

    /// <summary>Subscribes. An observable may push items, and even end, before this method returns.</summary>
    internal void Begin(IObservable<T> items)
    {
        try
        {
            subscription = items.Subscribe(this);
        }
        catch (Exception error) when (!isOver)
        {
            isOver = true;
            Source.Fail(target, error);
            throw;
        }

        Interlocked.MemoryBarrier();
        if (isOver)
            subscription.Dispose();
    }
}
