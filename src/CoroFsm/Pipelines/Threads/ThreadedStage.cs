using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// A stage with a thread of its own: items are queued, and a worker hands them to the next observer, in order, while the sender goes on. (The course's <c>threaded</c>.)
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>
/// Only the worker touches the next observer. The queue is bounded: a sender that finds it full waits. The end and the failure of the input travel in the queue, behind
/// the items. Several threads may send; the items of each keep their order. An item costs no allocation; one that borrows memory (<see cref="IDetachable{TSelf}"/>) is
/// detached before it is queued.
/// </para>
/// <para>
/// If the next observer throws, the worker tells it <see cref="OnError"/>, as a source does, drops what is queued, and ends. The exception comes out of the sender's next call,
/// which may be waiting for room, and so travels upstream; else out of <see cref="Join"/> or <see cref="Completion"/>; and if nobody has been told by then,
/// out of <see cref="Dispose"/>.
/// </para>
/// <para>
/// The next observer gets each item and each restart under the execution context of its sender (its <see cref="AsyncLocal{T}"/> values,
/// culture and current activity), and the end under that of the call that ended the input. What it changes there ends with the item.
/// </para>
/// <para>Own it with <c>using</c>: the thread lives until the input has ended, or the stage is disposed of.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class ThreadedStage<T> : Stage<T>, IDisposable, IAsyncDisposable
{
    private readonly HandoffQueue<T> queue;
    private readonly bool mayBorrow = !typeof(T).IsSealed || typeof(IDetachable<T>).IsAssignableFrom(typeof(T));

    /// <summary>Initializes a new instance of the <see cref="ThreadedStage{T}"/> class, and starts its thread.</summary>
    /// <param name="next">Who gets the items, on the worker's thread.</param>
    /// <param name="options">How it works; null: <see cref="ThreadedStageOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public ThreadedStage(IObserver<T> next, ThreadedStageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(next);
        options ??= ThreadedStageOptions.Default;
        Name = options.Name ?? $"ThreadedStage<{typeof(T).Name}>";
        this.next = next;
        idle = options.Idle;
        queue = new(Name, options.Capacity);
        var worker = new Thread(Work) { IsBackground = true, Name = Name };
        end = new(Name, worker);
        queue.Taker = worker.ManagedThreadId;

        // An abort before the start is found by the worker.
        cancellation = options.CancellationToken.UnsafeRegister(static (stage, token) => ((ThreadedStage<T>)stage!).Abort(((ThreadedStage<T>)stage).Cancelled(token)), this);
        worker.UnsafeStart();       // each item brings a context of its own
    }

    /// <summary>Gets the name of the stage and of its thread.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [next];

    /// <summary>
    /// Gets a task that ends with the worker, and as the stream did: completed, failed with what the next observer has thrown or the input has failed with, or cancelled.
    /// </summary>
    /// <remarks>What awaits it does not run on the worker.</remarks>
    public Task Completion => end.Completion;

    /// <summary>Queues an item. Waits while the queue is full.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <exception cref="InvalidOperationException">The input has already ended; or the stage's own worker sends, and the queue is full.</exception>
    /// <remarks>What the next observer has thrown at an earlier item comes out here, the same object, and this item is dropped.</remarks>
    public override void OnNext(T value)
    {
        try
        {
            queue.Put(mayBorrow && value is IDetachable<T> borrowed ? borrowed.Detach() : value);
        }
        catch when (queue.IsFailed)
        {
            end.Told(queue.Error!);
            throw;
        }
    }

    /// <summary>Queues the end of the input, and does not wait for it: <see cref="Join"/> does. Does nothing if the input has already ended.</summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <remarks>What the next observer has thrown comes out here.</remarks>
    public override void OnCompleted()
    {
        if (queue.Close(error: null) || !queue.IsFailed)
            return;
        end.Told(queue.Error!);
        queue.ThrowIfFailed();
    }

    /// <summary>
    /// Queues the failure of the input: the next observer is told when it has had all items before it. Does nothing if the input has already ended, or the stage failed.
    /// </summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public override void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        end.Told(error);        // upstream fails already: nothing shall take that exception's place
        queue.Close(error);
    }

    /// <summary>
    /// Queues the notification behind the items, and does not wait. Does nothing if the input has already ended: the thread of the stage
    /// does not start again.
    /// </summary>
    public override void OnRestart() => queue.Restart();

    /// <summary>Waits until the next observer has been told the end, and the worker's thread is gone.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the worker.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> has been cancelled, or the stage has.</exception>
    /// <exception cref="InvalidOperationException">The worker itself calls this.</exception>
    /// <remarks>What the next observer has thrown, or the input has failed with, comes out here.</remarks>
    public void Join(CancellationToken cancellationToken = default) => end.Join(cancellationToken);

    /// <summary>Cancels the stage, unless its input has ended, and waits for the worker. Called by the worker, it does not wait.</summary>
    /// <remarks>
    /// What the next observer has thrown comes out here if it came out nowhere before: also if the stage was cancelled, or its input had
    /// failed (then together with that, in an <see cref="AggregateException"/>).
    /// </remarks>
    public void Dispose()
    {
        CancelUnlessClosed();
        if (!end.IsWorker)
            end.WaitAndTell();
    }

    /// <summary>Cancels the stage, unless its input has ended, and waits for the worker without blocking. Called by the worker, it does not wait.</summary>
    /// <returns>Ends with the worker, and fails as <see cref="Dispose"/> does.</returns>
    public ValueTask DisposeAsync()
    {
        CancelUnlessClosed();
        return end.IsWorker ? ValueTask.CompletedTask : end.WaitAndTellAsync();
    }
}
