namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage that sends each item to all of its targets, in order. It is also an <see cref="IObservable{T}"/>, so operators of Rx
/// can follow it.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// A target that throws does not keep the item from the others: its exception is thrown to the sender when all have received the item. The
/// exceptions of several targets are thrown as an <see cref="AggregateException"/>. Created by <see cref="Stage.Broadcast{T}"/>.
/// </remarks>
public sealed class BroadcastStage<T> : Stage<T>, IObservable<T>
{
    /// <summary>Never modified, only replaced: a target that subscribes while an item is sent receives the next one.</summary>
    private IObserver<T>[] targets;

    /// <summary>The targets that received the completion or failure. After a restart they receive items again.</summary>
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

    /// <summary>
    /// Adds a target. It receives the items from now on, after the others. After the end, the target is immediately notified of the
    /// completion or failure.
    /// </summary>
    /// <param name="observer">The target.</param>
    /// <returns>An object that removes the target when disposed, without notifying it.</returns>
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
    /// <exception cref="PipelineCycleException">A target has sent the item back.</exception>
    /// <exception cref="AggregateException">Several targets have failed.</exception>
    /// <remarks>The exception of a single target is thrown unchanged.</remarks>
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
                continue;       // removed, or notified of the end, by an earlier target

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
    /// <exception cref="AggregateException">Several targets failed with other exceptions when they were notified.</exception>
    public override void OnError(Exception error)
    {
        if (!isOver)
            failure = error;
        Failures.Fail(End(), error);
    }

    /// <summary>Passes the notification on to all targets. Those that received the completion or failure receive items again.</summary>
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
            var index = Array.FindLastIndex(all, target => ReferenceEquals(target, observer));
            return index < 0 ? all : [.. all[..index], .. all[(index + 1)..]];
        }
    }
}
