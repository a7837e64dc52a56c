namespace CoroFsm.Pipelines;

internal sealed class FilterStage<T>(Func<T, bool> predicate, IObserver<T> next) : Stage<T, T>(next)
{
    public override void OnNext(T value)
    {
        StackGuard.EnsureRoom();
        if (predicate(value))
            Next.OnNext(value);
    }
}
