namespace CoroFsm.Pipelines;

/// <content>The stages that are ready-made.</content>
public abstract partial class Stage
{
    /// <summary>Makes a stage that lets some items pass.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="predicate">Tells whether an item passes.</param>
    /// <param name="next">Gets the items that pass.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<T> Filter<T>(Func<T, bool> predicate, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new FilterStage<T>(predicate, next);
    }

    /// <summary>Makes a stage that turns each item into another.</summary>
    /// <typeparam name="TIn">The type of the items.</typeparam>
    /// <typeparam name="TOut">The type of the results.</typeparam>
    /// <param name="function">Makes the result.</param>
    /// <param name="next">Gets the results.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<TIn> Map<TIn, TOut>(Func<TIn, TOut> function, IObserver<TOut> next)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapStage<TIn, TOut>(function, next);
    }

    /// <summary>Makes a stage that lets all items pass, and somebody look at each before.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="action">Looks at an item.</param>
    /// <param name="next">Gets the items.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<T> Tap<T>(Action<T> action, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new TapStage<T>(action, next);
    }

    /// <summary>Makes a stage that gathers items. The last batch may be smaller; it is delivered before the completion, or the failure, is passed on.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="size">How many items make a batch.</param>
    /// <param name="next">Gets the batches; it may keep them.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is less than 1.</exception>
    /// <remarks>Allocates one array for each batch.</remarks>
    public static Stage<T> Batch<T>(int size, IObserver<T[]> next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new BatchStage<T>(size, next);
    }

    /// <summary>Makes a stage that sends each item to all of its targets, in their order.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="targets">Get the items. More can be added by <see cref="BroadcastStage{T}.Subscribe"/>.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="targets"/> is null, or one of them.</exception>
    public static BroadcastStage<T> Broadcast<T>(params IReadOnlyCollection<IObserver<T>> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new(targets);
    }

    /// <summary>Makes a stage with several inputs, each for one upstream: its target is told of the completion once, after the last of them.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="next">Gets the items of all upstreams.</param>
    /// <returns>The stage; <see cref="FanInStage{T}.Input"/> makes an input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public static FanInStage<T> FanIn<T>(IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(next);
    }

    /// <summary>Makes a stage that sends each item to the one target for its key.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="key">Tells the key of an item.</param>
    /// <param name="open">Gives the target for a key when its first item comes; null to drop the items of that key. The same target may serve several keys.</param>
    /// <param name="maxRoutes">How many keys there may be: what comes from outside must not grow without bound.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRoutes"/> is less than 1.</exception>
    /// <remarks>An item with one key too many throws <see cref="InvalidOperationException"/> out of the sender.</remarks>
    public static Stage<T> Route<T, TKey>(Func<T, TKey> key, Func<TKey, IObserver<T>?> open, int maxRoutes = 1024)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRoutes, 1);
        return new RouteStage<T, TKey>(key, open, maxRoutes);
    }

    /// <summary>Makes a stage of a coroutine: it receives the items, and emits what it makes of them. Completion and failure are passed on for it.</summary>
    /// <typeparam name="TIn">The type of the items.</typeparam>
    /// <typeparam name="TOut">The type of the results.</typeparam>
    /// <param name="next">Gets what is emitted.</param>
    /// <param name="coroutine">Calls the coroutine with its inbox and with what it emits by.</param>
    /// <param name="options">How the stage treats its items; null: <see cref="MachineOptions.Default"/>. An item that comes while another is handled is always refused: it is a cycle.</param>
    /// <returns>The stage. Whoever made it closes it with <c>using</c>, in case that neither completion nor failure arrives.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> or <paramref name="coroutine"/> is null.</exception>
    /// <remarks>
    /// What the coroutine throws before its first wait comes out here, after <paramref name="next"/> was told. See <see cref="CoroutineStage{TIn, TOut}"/> for how it ends.
    /// </remarks>
    public static CoroutineStage<TIn, TOut> To<TIn, TOut>(IObserver<TOut> next, Func<Inbox<TIn>, Action<TOut>, Coroutine> coroutine, MachineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(coroutine);
        return new(next, coroutine, options ?? MachineOptions.Default);
    }

    /// <summary>Makes a stage with a thread of its own: the sender goes on while the thread hands the items to the target, in their order.</summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="next">Gets the items, on the stage's thread.</param>
    /// <param name="options">How it works; null: <see cref="ThreadedStageOptions.Default"/>.</param>
    /// <returns>The stage. Whoever made it joins and disposes of it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public static ThreadedStage<T> Threaded<T>(IObserver<T> next, ThreadedStageOptions? options = null) => new(next, options);
}
