namespace CoroFsm.Tests.Pipelines;

/// <summary>Counts numbers as long as they come in order.</summary>
internal sealed class Counter : IObserver<int>
{
    public int Count { get; private set; }

    public void OnNext(int value)
    {
        if (value == Count)
            Count++;
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
