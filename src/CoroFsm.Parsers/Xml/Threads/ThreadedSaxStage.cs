using System.Collections.Concurrent;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// A threaded stage for SAX events: the source goes on on its thread, while the target handles the events on another, in their order.
/// </summary>
/// <remarks>
/// <para>
/// A <see cref="ThreadedStage{T}"/> of events would detach each of them. This one records them in batches that are used again, so an event costs some 20 ns, or 10 ns in a push parser whose handler
/// it is (<see cref="ThreadedSaxHandler"/>), and allocates nothing but the strings of its attributes. All else is as there: the queue is bounded, and a sender that finds it full waits; completion and failure come behind the events;
/// only the worker touches the target, and what that throws comes out of the sender's next call, or of <see cref="Join"/>.
/// </para>
/// <para>
/// A batch goes on its way when it has 4,096 events or 32 KiB of the document, so an event may wait for those that follow: whoever reads from a live input calls <see cref="Flush"/> before it waits.
/// </para>
/// <para>
/// The target gets each event under the execution context of its sender, as with a <see cref="ThreadedStage{T}"/>. A batch has one
/// context, so a sender whose context changes (another activity for each chunk, say) sends a batch for each; what the target changes there
/// ends with the batch.
/// </para>
/// <para>For one sender at a time. Own it with <c>using</c>: its thread lives until the input has ended, or the stage is disposed of.</para>
/// </remarks>
public sealed class ThreadedSaxStage : Stage<SaxEvent, SaxEvent>, IDisposable
{
    /// <summary>How many batches wait for the worker, at most: some 80 KiB each.</summary>
    private const int QueuedBatches = 8;

    private readonly ThreadedStage<SaxBatch> worker;
    private readonly ConcurrentQueue<SaxBatch> spare = new();
    private long handled;

    /// <summary>The context of the events in <see cref="Batch"/>; null: its flow was suppressed.</summary>
    private ExecutionContext? context;

    /// <summary>Initializes a new instance of the <see cref="ThreadedSaxStage"/> class, and starts its thread.</summary>
    /// <param name="next">Gets the events, on the worker's thread.</param>
    /// <param name="idle">Called on the worker's thread when it has handled all there is, and waits for more; null: nobody is.</param>
    /// <param name="cancellationToken">Cancels the stage.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    public ThreadedSaxStage(IObserver<SaxEvent> next, Action? idle = null, CancellationToken cancellationToken = default)
        : base(next)
    {
        worker = new(new Replay(this, next), new() { Name = nameof(ThreadedSaxStage), Capacity = QueuedBatches, Idle = idle, CancellationToken = cancellationToken });
    }

    /// <summary>Gets how many events the target has handled, in whole batches: all of them, once the stage has been joined.</summary>
    /// <remarks>May be read by any thread. It costs less than to count them one by one.</remarks>
    public long Handled => Volatile.Read(ref handled);

    /// <summary>Gets the batch that is being filled.</summary>
    internal SaxBatch Batch { get; private set; } = new();

    internal RecordedNames Names { get; private set; } = new();

    /// <summary>Records an event. Waits when the batch is full and so is the queue.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <remarks>What the target has thrown at an earlier event comes out here.</remarks>
    public override void OnNext(SaxEvent value)
    {
        BatchOfSender().Add(value.Token, value.Kind, Names);
        if (Batch.IsFull)
            Flush();
    }

    /// <summary>Sends the events that are recorded on their way to the worker. If there is none, a worker that waits is woken all the same, and is idle anew.</summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <remarks>What the target has thrown at an earlier event comes out here.</remarks>
    public void Flush()
    {
        if (Batch.IsEmpty || ReferenceEquals(context, ExecutionContext.Capture()))
            Send();
        else
            SendUnder(context);
    }

    /// <summary>Gets the batch for an event that comes now: a new one if the context is another.</summary>
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
        context = null;         // an idle stage keeps no sender's context alive; the next event brings its own
        worker.OnNext(full);
    }

    /// <summary>Queues the end of the input behind the events, and does not wait for it: <see cref="Join"/> does. Does nothing if the input has already ended.</summary>
    /// <remarks>What the target has thrown comes out here.</remarks>
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
            // The stage is over, and its target knows; the sender has a failure of its own to report.
        }

        worker.OnError(error);
    }

    /// <summary>
    /// Queues the notification behind the events, and does not wait. Does nothing if the input has already ended: the thread of the stage
    /// does not start again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <remarks>What the target has thrown at an earlier event comes out here.</remarks>
    public override void OnRestart()
    {
        if (!Batch.IsEmpty)
            Flush();
        worker.OnRestart();
    }

    /// <summary>Waits until the target has been told the end, and the worker's thread is gone.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the worker.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> has been cancelled, or the stage has.</exception>
    /// <remarks>What the target has thrown, or the input has failed with, comes out here.</remarks>
    public void Join(CancellationToken cancellationToken = default) => worker.Join(cancellationToken);

    /// <summary>Cancels the stage, unless its input has ended, and waits for the worker.</summary>
    /// <remarks>What the target has thrown comes out here if it came out nowhere before.</remarks>
    public void Dispose() => worker.Dispose();

    /// <summary>What the worker sends its batches to.</summary>
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
