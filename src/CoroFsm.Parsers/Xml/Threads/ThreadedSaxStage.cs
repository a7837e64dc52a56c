using System.Collections.Concurrent;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Represents a threaded stage for SAX events: the source continues on its thread, while the target handles the events on another one, in
/// order.
/// </summary>
/// <remarks>
/// <para>
/// A <see cref="ThreadedStage{T}"/> of events would copy each of them (<see cref="IDetachable{TSelf}"/>). This stage records them in
/// batches that are reused, so an event costs about 20 ns, or 10 ns if the stage is the handler of a push parser
/// (<see cref="ThreadedSaxHandler"/>), and allocates nothing except the strings of its attributes. Otherwise it works like a
/// <see cref="ThreadedStage{T}"/>: the queue is bounded, and a sender blocks while it is full; completion and failure are queued behind the
/// events; only the worker calls the target, and exceptions of the target are thrown by the sender's next call, or by <see cref="Join"/>.
/// </para>
/// <para>
/// A batch is sent when it contains 4,096 events or 32 KiB of the document, so an event may wait for further ones: if you read from a live
/// input, call <see cref="Flush"/> before you wait.
/// </para>
/// <para>
/// The target receives each event under the execution context of its sender, as with a <see cref="ThreadedStage{T}"/>. A batch has one
/// context, so a sender whose context changes (another activity for each chunk, for instance) sends a batch for each. Changes that the
/// target makes to the context are undone at the end of the batch.
/// </para>
/// <para>
/// For one sender at a time. Dispose the stage, for example with <c>using</c>: its thread lives until the input has ended or the stage is
/// disposed.
/// </para>
/// </remarks>
public sealed class ThreadedSaxStage : Stage<SaxEvent, SaxEvent>, IDisposable
{
    /// <summary>Maximum number of batches that wait for the worker, some 80 KiB each.</summary>
    private const int QueuedBatches = 8;

    private readonly ThreadedStage<SaxBatch> worker;
    private readonly ConcurrentQueue<SaxBatch> spare = new();
    private long handled;

    /// <summary>The context of the events in <see cref="Batch"/>; null if its flow was suppressed.</summary>
    private ExecutionContext? context;

    /// <summary>Initializes a new instance of the <see cref="ThreadedSaxStage"/> class, and starts its thread.</summary>
    /// <param name="next">The target of the events, called on the worker's thread.</param>
    /// <param name="idle">Called on the worker's thread when it has handled all events and waits for more; null for no action.</param>
    /// <param name="cancellationToken">Cancels the stage.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public ThreadedSaxStage(IObserver<SaxEvent> next, Action? idle = null, CancellationToken cancellationToken = default)
        : base(next)
    {
        worker = new(new Replay(this, next), new()
        {
            Name = nameof(ThreadedSaxStage),
            Capacity = QueuedBatches,
            Idle = idle,
            CancellationToken = cancellationToken,
        });
    }

    /// <summary>
    /// Gets the number of events that the target has handled, updated after each batch. After the join it includes all events.
    /// </summary>
    /// <remarks>May be read by any thread. Less expensive than counting the events individually.</remarks>
    public long Handled => Volatile.Read(ref handled);

    /// <summary>Gets the batch that is being filled.</summary>
    internal SaxBatch Batch { get; private set; } = new();

    internal RecordedNames Names { get; private set; } = new();

    /// <summary>Records an event. Blocks while both the batch and the queue are full.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <remarks>If the target has thrown at an earlier event, its exception is thrown.</remarks>
    public override void OnNext(SaxEvent value)
    {
        BatchOfSender().Add(value.Token, value.Kind, Names);
        if (Batch.IsFull)
            Flush();
    }

    /// <summary>
    /// Sends the recorded events to the worker. If there are none, a waiting worker is woken nevertheless, and becomes idle again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <remarks>If the target has thrown at an earlier event, its exception is thrown.</remarks>
    public void Flush()
    {
        if (Batch.IsEmpty || ReferenceEquals(context, ExecutionContext.Capture()))
            Send();
        else
            SendUnder(context);
    }

    /// <summary>Returns the batch for the next event: a new one if the context has changed.</summary>
    internal SaxBatch BatchOfSender()
    {
        var current = ExecutionContext.Capture();
        if (!ReferenceEquals(context, current))
        {
            if (!Batch.IsEmpty)
                SendUnder(context);
            context = current;
        }

        return Batch;
    }

    private void SendUnder(ExecutionContext? sender)
    {
        if (sender is not null)
        {
            ExecutionContext.Run(sender, static stage => ((ThreadedSaxStage)stage!).Send(), this);
            return;
        }

        using (ExecutionContext.SuppressFlow())
            Send();
    }

    private void Send()
    {
        var full = Batch;
        full.Seal(Names);
        if (Names.IsFull)
            Names = new();
        Batch = spare.TryDequeue(out var used) ? used : new();
        context = null;         // an idle stage keeps no sender's context alive; the next event has its own
        worker.OnNext(full);
    }

    /// <summary>
    /// Queues the end of the input behind the events without blocking; <see cref="Join"/> blocks. Has no effect if the input has already
    /// ended.
    /// </summary>
    /// <remarks>If the target has thrown, its exception is thrown.</remarks>
    public override void OnCompleted()
    {
        if (!Batch.IsEmpty)
            Flush();
        worker.OnCompleted();
    }

    /// <summary>Queues the failure of the input behind the events.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        try
        {
            Flush();
        }
        catch (Exception)
        {
            // The stage has ended, and its target has been notified; the sender has its own failure to report.
        }

        worker.OnError(error);
    }

    /// <summary>
    /// Queues the notification behind the events without blocking. Has no effect if the input has already ended: the thread of the stage
    /// does not restart.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <remarks>If the target has thrown at an earlier event, its exception is thrown.</remarks>
    public override void OnRestart()
    {
        if (!Batch.IsEmpty)
            Flush();
        worker.OnRestart();
    }

    /// <summary>Blocks until the target has been notified of the end, and the worker's thread has ended.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the worker.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> has been cancelled, or the stage has.</exception>
    /// <remarks>If the target or the input has failed, the exception is thrown.</remarks>
    public void Join(CancellationToken cancellationToken = default) => worker.Join(cancellationToken);

    /// <summary>Cancels the stage, unless its input has ended, and waits for the worker.</summary>
    /// <remarks>If the target has failed, its exception is thrown, unless it was already thrown elsewhere.</remarks>
    public void Dispose() => worker.Dispose();

    /// <summary>Pushes the batches of the worker to the target.</summary>
    private sealed class Replay(ThreadedSaxStage stage, IObserver<SaxEvent> next) : IObserver<SaxBatch>, IRestartObserver
    {
        public void OnNext(SaxBatch value)
        {
            try
            {
                value.PushTo(next);
                Volatile.Write(ref stage.handled, stage.handled + value.Count);
            }
            finally
            {
                value.Clear();
            }

            stage.spare.Enqueue(value);
        }

        public void OnCompleted() => next.OnCompleted();

        public void OnError(Exception error) => next.OnError(error);

        public void OnRestart() => Source.Restart(next);
    }
}
