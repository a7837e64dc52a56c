namespace CoroFsm.Pipelines;

/// <content>Factory methods of the built-in stages.</content>
public abstract partial class Stage
{
    /// <summary>Creates a stage that passes selected items on.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="predicate">Selects the items.</param>
    /// <param name="next">The target of the selected items.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<T> Filter<T>(Func<T, bool> predicate, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new FilterStage<T>(predicate, next);
    }

    /// <summary>Creates a stage that converts each item to a result.</summary>
    /// <typeparam name="TIn">The type of the items.</typeparam>
    /// <typeparam name="TOut">The type of the results.</typeparam>
    /// <param name="function">Converts an item.</param>
    /// <param name="next">The target of the results.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<TIn> Map<TIn, TOut>(Func<TIn, TOut> function, IObserver<TOut> next)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapStage<TIn, TOut>(function, next);
    }

    /// <summary>Creates a stage that calls an action with each item before it passes the item on.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="action">The action.</param>
    /// <param name="next">The target of the items.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Stage<T> Tap<T>(Action<T> action, IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new TapStage<T>(action, next);
    }

    /// <summary>
    /// Creates a stage that groups items into batches. The last batch may be smaller; it is delivered before the completion or failure is
    /// passed on.
    /// </summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="size">The number of items in a batch.</param>
    /// <param name="next">The target of the batches; it may keep them.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is less than 1.</exception>
    /// <remarks>Allocates one array for each batch.</remarks>
    public static Stage<T> Batch<T>(int size, IObserver<T[]> next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new BatchStage<T>(size, next);
    }

    /// <summary>Creates a stage that sends each item to all of its targets, in order.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="targets">The targets. Add more with <see cref="BroadcastStage{T}.Subscribe"/>.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="targets"/> or one of its elements is null.</exception>
    public static BroadcastStage<T> Broadcast<T>(params IReadOnlyCollection<IObserver<T>> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new(targets);
    }

    /// <summary>
    /// Creates a stage with several inputs, one for each upstream. Its target receives the completion once, after the last of them.
    /// </summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="next">The target of the items of all upstreams.</param>
    /// <returns>The stage; create its inputs with <see cref="FanInStage{T}.Input"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public static FanInStage<T> FanIn<T>(IObserver<T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(next);
    }

    /// <summary>Creates a stage that sends each item to the target for its key.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="key">Returns the key of an item.</param>
    /// <param name="open">Returns the target for a key when its first item arrives; null to drop the items of that key. One target may
    /// serve several keys.</param>
    /// <param name="maxRoutes">The maximum number of keys, because external input must not cause unbounded growth.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRoutes"/> is less than 1.</exception>
    /// <remarks>
    /// An item whose key would exceed <paramref name="maxRoutes"/> causes an <see cref="InvalidOperationException"/>, which is thrown to
    /// the sender.
    /// </remarks>
    public static Stage<T> Route<T, TKey>(Func<T, TKey> key, Func<TKey, IObserver<T>?> open, int maxRoutes = 1024)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRoutes, 1);
        return new RouteStage<T, TKey>(key, open, maxRoutes);
    }

    /// <summary>
    /// Creates a stage from a coroutine, which receives the items and emits results. The stage passes completion and failure on.
    /// </summary>
    /// <typeparam name="TIn">The type of the items.</typeparam>
    /// <typeparam name="TOut">The type of the results.</typeparam>
    /// <param name="next">The target of the results.</param>
    /// <param name="coroutine">Calls the coroutine with its inbox and with the function that emits a result.</param>
    /// <param name="options">The options; null for <see cref="MachineOptions.Default"/>. An item that arrives while another one is handled
    /// is always rejected, because it indicates a cycle.</param>
    /// <returns>The stage. Dispose it, for example with <c>using</c>, in case that neither completion nor failure arrives.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> or <paramref name="coroutine"/> is null.</exception>
    /// <remarks>
    /// Exceptions of the coroutine before its first wait are thrown here, after <paramref name="next"/> was notified. See
    /// <see cref="CoroutineStage{TIn, TOut}"/> for how the stage ends.
    /// </remarks>
    public static CoroutineStage<TIn, TOut> To<TIn, TOut>(
        IObserver<TOut> next, Func<Inbox<TIn>, Action<TOut>, Coroutine> coroutine, MachineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(coroutine);
        return new(next, coroutine, options ?? MachineOptions.Default);
    }

    /// <summary>
    /// Creates a stage with its own thread: the sender continues while the thread passes the items to the target, in order.
    /// </summary>
    /// <typeparam name="T">The type of the items. Borrowed ones (<see cref="IDetachable{TSelf}"/>) are detached.</typeparam>
    /// <param name="next">The target of the items, called on the stage's thread.</param>
    /// <param name="options">The options; null for <see cref="ThreadedStageOptions.Default"/>.</param>
    /// <returns>The stage. Join and dispose it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public static ThreadedStage<T> Threaded<T>(IObserver<T> next, ThreadedStageOptions? options = null) => new(next, options);
}
