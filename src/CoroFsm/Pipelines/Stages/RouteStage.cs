namespace CoroFsm.Pipelines;

internal sealed class RouteStage<T, TKey>(Func<T, TKey> key, Func<TKey, IObserver<T>?> open, int maxRoutes) : Stage<T>
    where TKey : notnull
{
    private Dictionary<TKey, IObserver<T>?> routes = [];

    /// <summary>The routes that received the completion or failure. After a restart they receive items again.</summary>
    private Dictionary<TKey, IObserver<T>?> ended = [];
    private bool isOver;

    internal override IEnumerable<object> Targets => Distinct();

    public override void OnNext(T value)
    {
        StackGuard.EnsureRoom();
        var itsKey = key(value);
        if (!routes.TryGetValue(itsKey, out var target))
            target = Open(itsKey);
        target?.OnNext(value);
    }

    public override void OnCompleted()
    {
        if (!isOver)
            Failures.Complete(End());
    }

    public override void OnError(Exception error)
    {
        if (!isOver)
            Failures.Fail(End(), error);
    }

    public override void OnRestart()
    {
        if (isOver)
        {
            (routes, ended) = (ended, routes);
            isOver = false;
        }

        base.OnRestart();
    }

    private IObserver<T>? Open(TKey itsKey)
    {
        if (isOver)
            return null;
        if (routes.Count == maxRoutes)
        {
            throw new InvalidOperationException(
                $"Stage {Name} has reached its maximum of {maxRoutes} keys with {itsKey}. " +
                "Raise maxRoutes, or use fewer keys, for instance a hash.");
        }

        var target = open(itsKey);
        if (target is not null)
            Cycle.Refuse(this, target);
        routes.Add(itsKey, target);
        return target;
    }

    private IObserver<T>[] End()
    {
        var last = Distinct();
        (routes, ended) = (ended, routes);
        isOver = true;
        return last;
    }

    /// <summary>Returns the targets without duplicates: one target may serve several keys.</summary>
    private IObserver<T>[] Distinct() =>
        [.. routes.Values.OfType<IObserver<T>>().Distinct(ReferenceEqualityComparer.Instance).Cast<IObserver<T>>()];
}
