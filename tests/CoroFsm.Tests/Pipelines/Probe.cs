namespace CoroFsm.Tests.Pipelines;

/// <summary>A target that records its calls and their threads; it can stop at a gate, and throw.</summary>
internal sealed class Probe<T> : IObserver<T>
{
    private readonly ManualResetEventSlim reached = new();
    private readonly ManualResetEventSlim gate = new(initialState: true);

    public List<T> Items { get; } = [];

    /// <summary>Gets the ends it received: null for completion, else the failure.</summary>
    public List<Exception?> Ends { get; } = [];

    public HashSet<Thread> Threads { get; } = [];

    public Action<T>? Handle { get; init; }

    public void OnNext(T value)
    {
        Threads.Add(Thread.CurrentThread);
        reached.Set();
        gate.Wait(TestContext.Current.CancellationToken);
        Handle?.Invoke(value);
        Items.Add(value);
    }

    public void OnCompleted() => End(null);

    public void OnError(Exception error) => End(error);

    /// <summary>Makes the next item wait for <see cref="Open"/>.</summary>
    public Probe<T> Shut()
    {
        gate.Reset();
        return this;
    }

    public void Open() => gate.Set();

    /// <summary>Waits until an item has arrived.</summary>
    public void WaitForItem() => reached.Wait(TestContext.Current.CancellationToken);

    private void End(Exception? error)
    {
        Threads.Add(Thread.CurrentThread);
        Ends.Add(error);
    }
}
