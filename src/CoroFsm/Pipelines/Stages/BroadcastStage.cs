namespace CoroFsm.Pipelines;

/// <summary>
/// Sends each item to all of its targets, in their order. It is an <see cref="IObservable{T}"/> as well, so operators of Rx can follow it.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// A target that throws does not rob the others of the item: its failure comes out of the sender when all have had it; those of several targets come as an
/// <see cref="AggregateException"/>. Made by <see cref="Stage.Broadcast{T}"/>.
/// </remarks>
public sealed class BroadcastStage<T> : Stage<T>, IObservable<T>
{
    /// <summary>Never changed, only replaced: whoever subscribes while an item is sent gets the next one.</summary>
    private IObserver<T>[] targets;

    /// <summary>The targets that had the end: after a restart they take items again.</summary>
    private IObserver<T>[] ended = [];

    private bool isSending;
    private bool isOver;
    private Exception? failure;

    internal BroadcastStage(IEnumerable<IObserver<T>> targets)
    {
        this.targets = [.. targets];
        foreach (var target in this.targets)
            ArgumentNullException.ThrowIfNull(target, nameof(targets));
    }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => targets;

    /// <summary>Adds a target: it gets the items from now on, after the others. One that comes too late is told at once how it ended.</summary>
    /// <param name="observer">The target.</param>
    /// <returns>Takes the target out again when disposed; it is told nothing then.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
    /// <exception cref="PipelineCycleException">The target leads back to this stage.</exception>
    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Cycle.Refuse(this, observer);
        if (!isOver)
            targets = [.. targets, observer];
        else if (failure is null)
            observer.OnCompleted();
        else
            observer.OnError(failure);
        return new Subscription(this, observer);
    }

    /// <summary>Sends an item to all targets.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="PipelineCycleException">A target has sent it back.</exception>
    /// <exception cref="AggregateException">Several targets have failed.</exception>
    /// <remarks>The failure of one target comes out as it is.</remarks>
    public override void OnNext(T value)
    {
        if (isSending)
            throw Cycle.Reentered(this);

        StackGuard.EnsureRoom();
        isSending = true;
        var failures = default(Failures);
        var all = targets;
        foreach (var target in all)
        {
            if (!ReferenceEquals(all, targets) && !targets.Contains(target))
                continue;       // taken out, or told of the end, by one before it

            try
            {
                target.OnNext(value);
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }

        isSending = false;
        failures.Throw();
    }

    /// <summary>Passes the completion on to all targets.</summary>
    /// <exception cref="AggregateException">Several targets have failed.</exception>
    public override void OnCompleted() => Failures.Complete(End());

    /// <summary>Passes a failure on to all targets.</summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="AggregateException">Several targets, told of it, have failed in another way.</exception>
    public override void OnError(Exception error)
    {
        if (!isOver)
            failure = error;
        Failures.Fail(End(), error);
    }

    /// <summary>Passes the notification on to all targets; those that had the end take items again.</summary>
    /// <exception cref="AggregateException">Several targets have failed.</exception>
    public override void OnRestart()
    {
        if (isOver)
        {
            (targets, ended) = (ended, []);
            isOver = false;
            failure = null;
        }

        base.OnRestart();
    }

    private IObserver<T>[] End()
    {
        if (isOver)
            return [];

        (targets, ended) = ([], targets);
        isOver = true;
        return ended;
    }

    private sealed class Subscription(BroadcastStage<T> stage, IObserver<T> observer) : IDisposable
    {
        private bool isDisposed;

        public void Dispose()
        {
            if (!isDisposed)
            {
                stage.targets = Without(stage.targets);
                stage.ended = Without(stage.ended);
            }

            isDisposed = true;
        }

        private IObserver<T>[] Without(IObserver<T>[] all)
        {
            var place = Array.FindLastIndex(all, target => ReferenceEquals(target, observer));
            return place < 0 ? all : [.. all[..place], .. all[(place + 1)..]];
        }
    }
}
