using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage that is another process: items are written to its standard input as JSON lines, and the JSON lines of its standard
/// output become items.
/// </summary>
/// <typeparam name="TIn">The type of the input items.</typeparam>
/// <typeparam name="TOut">The type of the output items.</typeparam>
/// <remarks>
/// <para>
/// The sender can be ahead by <see cref="ProcessStageOptions.Capacity"/> items and the content of the pipe; then it blocks. One thread
/// writes in batches and flushes when no item is queued. Another one reads, and only it calls the next observer. Several threads may send.
/// </para>
/// <para>
/// The end of the input is sent to the child as a last line, and the child sends its own end in the same way
/// (<see cref="JsonLinesOptions"/>). The next observer is notified when the process has ended. A failure of the input is passed on
/// unchanged, after all output for the items before it. A child that ends without reporting that it is complete, or with an exit code other
/// than 0, is a <see cref="ChildProcessException"/>; a failure that it reports is a <see cref="RemoteException"/>. These exceptions, and
/// those of the next observer, are thrown by the sender's next call; otherwise by <see cref="Join"/>, <see cref="Completion"/>, or
/// <see cref="Dispose"/>, unless the exception was already thrown.
/// </para>
/// <para>
/// The next observer receives the output of the child and its end under the execution context of the code that created the stage, because
/// the child has no sender in this process.
/// </para>
/// <para>A child may close its input, or be complete, before the input has ended, as <c>head</c> does. Further items are then dropped,
/// which is not a failure. <see cref="Completion"/> reports the end.</para>
/// <para>Dispose the stage, for example with <c>using</c>: the process and the threads live until the process has ended or the stage is
/// disposed. A descendant that keeps the output open keeps the stage open.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class ProcessStage<TIn, TOut> : Stage<TIn>, IDisposable, IAsyncDisposable
{
    /// <summary>Initializes a new instance of the <see cref="ProcessStage{TIn, TOut}"/> class, and starts the process.</summary>
    /// <param name="start">The program and its arguments. Its standard streams are redirected.</param>
    /// <param name="input">The metadata for writing an input item.</param>
    /// <param name="output">The metadata for reading an output item.</param>
    /// <param name="next">The target of the output items, called on the reading thread.</param>
    /// <param name="options">The options; null for <see cref="ProcessStageOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ChildProcessException">The program cannot be started.</exception>
    public ProcessStage(
        ProcessStartInfo start,
        JsonTypeInfo<TIn> input,
        JsonTypeInfo<TOut> output,
        IObserver<TOut> next,
        ProcessStageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(next);
        this.options = options ?? ProcessStageOptions.Default;
        Name = this.options.Name ?? Path.GetFileName(start.FileName);
        this.next = next;
        var lines = this.options.Lines with { Plain = this.options.Plain };
        parser = new(output, lines);
        child = new(start, this.options);
        childInput = new(new(child.Input, child.Gone), input, lines, childEnded);
        writer = new(childInput, this.options.Queue with { Name = $"{Name} (input)", Idle = childInput.Flush });
        var reader = new Thread(Work) { IsBackground = true, Name = $"{Name} (output)" };
        end = new(Name, reader);
        cancellation = this.options.CancellationToken.UnsafeRegister(
            static (stage, token) => ((ProcessStage<TIn, TOut>)stage!).Cancel(token),
            this);
        reader.Start();
    }

    /// <summary>Gets the name of the stage.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [next];

    /// <summary>Gets the ID of the process.</summary>
    public int ProcessId => child.ProcessId;

    /// <summary>
    /// Gets a task that ends when the process has ended and the next observer has been notified. It completes, fails or is cancelled as the
    /// stream was.
    /// </summary>
    /// <remarks>Continuations do not run on the threads of the stage.</remarks>
    public Task Completion => end.Completion;

    /// <summary>Queues an item for the child. Blocks while the queue is full. Has no effect if the child is complete.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <exception cref="InvalidOperationException">The input has already ended.</exception>
    /// <remarks>If the stage has failed, its exception is thrown, the same object, and this item is dropped.</remarks>
    public override void OnNext(TIn value)
    {
        if (isChildComplete)
            return;

        try
        {
            writer.OnNext(value);
        }
        catch (Exception error) when (TryHide(error))
        {
        }
    }

    /// <summary>
    /// Queues the end of the input without blocking; <see cref="Join"/> blocks. Has no effect if the input has already ended, or the child
    /// is complete.
    /// </summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed.</exception>
    /// <remarks>If the stage has failed, its exception is thrown.</remarks>
    public override void OnCompleted()
    {
        try
        {
            isInputOver = true;
            writer.OnCompleted();
        }
        catch (Exception error) when (TryHide(error))
        {
        }
    }

    /// <summary>Queues the failure of the input. Has no effect if the input or the child has already ended.</summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public override void OnError(Exception error)
    {
        isInputOver = true;
        end.MarkReported();         // upstream already fails: no other exception may replace that one
        writer.OnError(error);
    }

    /// <summary>Has no effect: items are complete, and neither the child nor its output depends on inputs.</summary>
    public override void OnRestart()
    {
    }

    /// <summary>Blocks until the process has ended, the next observer has been notified, and the threads have ended.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the stage.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> or the stage has been cancelled.</exception>
    /// <exception cref="InvalidOperationException">The method is called by the reading thread.</exception>
    /// <remarks>If the stage or its input has failed, the exception is thrown.</remarks>
    public void Join(CancellationToken cancellationToken = default) => end.Join(cancellationToken);

    /// <summary>
    /// Cancels the stage, unless its input has ended, and waits as <see cref="Join"/> does. Does not wait if a thread of the stage calls
    /// it.
    /// </summary>
    /// <remarks>If the stage has failed, the exception is thrown, unless it was already thrown elsewhere.</remarks>
    public void Dispose()
    {
        if (!isInputOver)
            Cancel(CancellationToken.None);
        if (!end.IsWorker && !writer.IsWorker)
            end.WaitAndReport();
    }

    /// <summary>Cancels the stage, unless its input has ended, and waits as <see cref="Dispose"/> does, without blocking.</summary>
    /// <returns>A task that ends when the process and the threads have ended, and fails like <see cref="Dispose"/>.</returns>
    public ValueTask DisposeAsync()
    {
        if (!isInputOver)
            Cancel(CancellationToken.None);
        return end.IsWorker || writer.IsWorker ? ValueTask.CompletedTask : end.WaitAndReportAsync();
    }
}
