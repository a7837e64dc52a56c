namespace CoroFsm.Pipelines;

internal sealed class MapStage<TIn, TOut>(Func<TIn, TOut> function, IObserver<TOut> next) : Stage<TIn, TOut>(next)
{
    public override void OnNext(TIn value)
    {
        StackGuard.EnsureRoom();
        Next.OnNext(function(value));
    }
}
