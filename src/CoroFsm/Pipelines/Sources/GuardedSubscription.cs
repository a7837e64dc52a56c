namespace CoroFsm.Pipelines;

/// <summary>Stands between an observable, which does not care what its observers throw, and a target that is to hear how it ends.</summary>
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
        Interlocked.MemoryBarrier();        // or another thread's Begin and this one could each miss what the other has written
        subscription?.Dispose();
    }

    /// <summary>Subscribes. An observable may push, and even end, before it has returned.</summary>
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
