namespace CoroFsm.Pipelines;

internal sealed class ActionSink<T>(Action<T> onNext, Action? onCompleted, Action<Exception>? onError) : IObserver<T>
{
    public void OnNext(T value) => onNext(value);

    public void OnCompleted() => onCompleted?.Invoke();

    public void OnError(Exception error) => onError?.Invoke(error);
}
