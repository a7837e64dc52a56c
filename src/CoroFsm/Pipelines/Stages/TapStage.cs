namespace CoroFsm.Pipelines;

internal sealed class TapStage<T>(Action<T> action, IObserver<T> next) : Stage<T, T>(next)
{
    public override void OnNext(T value)
    {
        StackGuard.EnsureRoom();
        action(value);
        Next.OnNext(value);
    }
}
