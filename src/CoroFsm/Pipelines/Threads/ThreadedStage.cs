using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage with its own thread: items are queued, and a worker passes them to the next observer, in order, while the sender
/// continues.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>
/// Only the worker calls the next observer. The queue is bounded: a sender blocks while it is full. The end and the failure of the input
/// are queued behind the items. Several threads may send; the items of each keep their order. An item costs no allocation; one that borrows
/// memory (<see cref="IDetachable{TSelf}"/>) is detached before it is queued.
/// </para>
/// <para>
/// If the next observer throws, the worker calls its <see cref="OnError"/>, as a source does, drops the queued items, and ends. The
/// exception is thrown by the sender's next call, which may be blocked, and so travels upstream; otherwise by <see cref="Join"/> or
/// <see cref="Completion"/>, or by <see cref="Dispose"/> unless it was already thrown.
/// </para>
/// <para>
/// The next observer receives each item and each restart under the execution context of its sender (its <see cref="AsyncLocal{T}"/> values,
/// culture and current activity), and the end under that of the call that ended the input. Changes that the next observer makes to the
/// context are undone after each item.
/// </para>
/// <para>Dispose the stage, for example with <c>using</c>: the thread lives until the input has ended or the stage is disposed.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class ThreadedStage<T> : Stage<T>, IDisposable, IAsyncDisposable
{
    private readonly HandoffQueue<T> queue;
    private readonly bool mayBorrow = !typeof(T).IsSealed || typeof(IDetachable<T>).IsAssignableFrom(typeof(T));

    /// <summary>Initializes a new instance of the <see cref="ThreadedStage{T}"/> class, and starts its thread.</summary>
    /// <param name="next">The target of the items, called on the worker's thread.</param>
    /// <param name="options">The options; null for <see cref="ThreadedStageOptions.Default"/>.</param>
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

        // The worker detects an abort before the start.
        cancellation = options.CancellationToken.UnsafeRegister(
            static (stage, token) => ((ThreadedStage<T>)stage!).Abort(((ThreadedStage<T>)stage).Cancelled(token)),
            this);
        worker.UnsafeStart();       // each item has its own context
    }

    /// <summary>Gets the name of the stage and of its thread.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [next];

    /// <summary>
    /// Gets a task that ends with the worker. It completes, fails with the exception of the next observer or the input, or is cancelled.
    /// </summary>
    /// <remarks>Continuations do not run on the worker.</remarks>
    public Task Completion => end.Completion;

    /// <summary>Queues an item. Blocks while the queue is full.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <exception cref="InvalidOperationException">The input has already ended, or the stage's own worker sends and the queue is
    /// full.</exception>
    /// <remarks>
    /// If the next observer has thrown at an earlier item, its exception is thrown, the same object, and this item is dropped.
    /// </remarks>
    public override void OnNext(T value)
    {
        try
        {
            queue.Put(mayBorrow && value is IDetachable<T> borrowed ? borrowed.Detach() : value);
        }
        catch when (queue.IsFailed)
        {
            end.MarkReported(queue.Error!);
            throw;
        }
    }

    /// <summary>
    /// Queues the end of the input without blocking; <see cref="Join"/> blocks. Has no effect if the input has already ended.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <remarks>If the next observer has thrown, its exception is thrown.</remarks>
    public override void OnCompleted()
    {
        if (queue.Close(error: null) || !queue.IsFailed)
            return;
        end.MarkReported(queue.Error!);
        queue.ThrowIfFailed();
    }

    /// <summary>
    /// Queues the failure of the input: the next observer is notified after all items before it. Has no effect if the input has already
    /// ended, or the stage has failed.
    /// </summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public override void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        end.MarkReported(error);        // upstream already fails: no other exception may replace that one
        queue.Close(error);
    }

    /// <summary>
    /// Queues the notification behind the items without blocking. Has no effect if the input has already ended: the thread of the stage
    /// does not restart.
    /// </summary>
    public override void OnRestart() => queue.Restart();

    /// <summary>Blocks until the next observer has been notified of the end, and the worker's thread has ended.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the worker.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> or the stage has been cancelled.</exception>
    /// <exception cref="InvalidOperationException">The method is called by the worker.</exception>
    /// <remarks>If the next observer or the input has failed, the exception is thrown.</remarks>
    public void Join(CancellationToken cancellationToken = default) => end.Join(cancellationToken);

    /// <summary>Cancels the stage, unless its input has ended, and waits for the worker. Does not wait if the worker calls it.</summary>
    /// <remarks>
    /// If the next observer has failed, its exception is thrown unless it was already thrown elsewhere, even if the stage was cancelled or
    /// its input had failed (then together with that exception, in an <see cref="AggregateException"/>).
    /// </remarks>
    public void Dispose()
    {
        CancelUnlessClosed();
        if (!end.IsWorker)
            end.WaitAndReport();
    }

    /// <summary>
    /// Cancels the stage, unless its input has ended, and waits for the worker without blocking. Does not wait if the worker calls it.
    /// </summary>
    /// <returns>A task that ends with the worker, and fails like <see cref="Dispose"/>.</returns>
    public ValueTask DisposeAsync()
    {
        CancelUnlessClosed();
        return end.IsWorker ? ValueTask.CompletedTask : end.WaitAndReportAsync();
    }
}
