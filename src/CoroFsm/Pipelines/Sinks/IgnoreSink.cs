namespace CoroFsm.Pipelines;

internal sealed class IgnoreSink<T> : IObserver<T>
{
    internal static readonly IgnoreSink<T> Instance = new();

    public void OnNext(T value)
    {
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
