namespace CoroFsm.Pipelines;

internal sealed class TapStage<T>(Action<T> look, IObserver<T> next) : Stage<T, T>(next)
{
    public override void OnNext(T value)
    {
        StackGuard.EnsureRoom();
        look(value);
        Next.OnNext(value);
    }
}
