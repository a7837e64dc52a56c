using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>
/// A stage that is another process: items go to its standard input as JSON lines, and what it writes to its standard output comes back as items.
/// </summary>
/// <typeparam name="TIn">The type of the items that go in.</typeparam>
/// <typeparam name="TOut">The type of the items that come out.</typeparam>
/// <remarks>
/// <para>
/// The sender is never ahead by more than <see cref="ProcessStageOptions.Capacity"/> items and what the pipe holds; then it waits. One thread writes, in batches, and holds nothing back when
/// no item is queued; another reads, and it alone touches the next observer. Several threads may send.
/// </para>
/// <para>
/// How the input ends is told to the child by a last line, and how the child ends is told to the next observer the same way (<see cref="JsonLinesOptions"/>), when the process is gone.
/// The failure of the input arrives itself, after all that the child made of the items before it. A child that goes away without saying that it is complete, or has an exit code other than 0, is a
/// <see cref="ChildProcessException"/>; what it says that it failed with, a <see cref="RemoteException"/>. These, and what the next observer throws, come out of the sender's next call too, else out of
/// <see cref="Join"/>, <see cref="Completion"/>, or if nobody has been told by then, <see cref="Dispose"/>.
/// </para>
/// <para>
/// The next observer gets what the child writes, and the end, under the execution context of the code that made the stage: the child knows
/// no sender.
/// </para>
/// <para>A child may close its input, or be complete, before the input has ended, as <c>head</c> does: further items are dropped, and that is no failure. <see cref="Completion"/> tells.</para>
/// <para>Own it with <c>using</c>: the process and the threads live until the process has ended, or the stage is disposed of. A descendant that keeps the output open keeps the stage open.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class ProcessStage<TIn, TOut> : Stage<TIn>, IDisposable, IAsyncDisposable
{
    /// <summary>Initializes a new instance of the <see cref="ProcessStage{TIn, TOut}"/> class, and starts the process.</summary>
    /// <param name="start">The program and its arguments. Its standard streams are redirected.</param>
    /// <param name="input">How an item that goes in is written.</param>
    /// <param name="output">How an item that comes out is read.</param>
    /// <param name="next">Who gets what comes out, on the reading thread.</param>
    /// <param name="options">How it works; null: <see cref="ProcessStageOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ChildProcessException">The program cannot be started.</exception>
    public ProcessStage(ProcessStartInfo start, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output, IObserver<TOut> next, ProcessStageOptions? options = null)
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

    /// <summary>Gets the id of the process.</summary>
    public int ProcessId => child.ProcessId;

    /// <summary>Gets a task that ends when the process is gone and the next observer has been told the end, and as the stream did: completed, failed, or cancelled.</summary>
    /// <remarks>What awaits it does not run on the stage's threads.</remarks>
    public Task Completion => end.Completion;

    /// <summary>Queues an item for the child. Waits while the queue is full. Does nothing if the child is complete.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <exception cref="InvalidOperationException">The input has already ended.</exception>
    /// <remarks>What the stage has failed with comes out here, the same object, and this item is dropped.</remarks>
    public override void OnNext(TIn value)
    {
        if (isChildComplete)
            return;

        try
        {
            writer.OnNext(value);
        }
        catch (Exception error) when (IsTold(error))
        {
        }
    }

    /// <summary>Queues the end of the input, and does not wait for it: <see cref="Join"/> does. Does nothing if the input has already ended, or the child is complete.</summary>
    /// <exception cref="OperationCanceledException">The stage has been cancelled or disposed of.</exception>
    /// <remarks>What the stage has failed with comes out here.</remarks>
    public override void OnCompleted()
    {
        try
        {
            isInputOver = true;
            writer.OnCompleted();
        }
        catch (Exception error) when (IsTold(error))
        {
        }
    }

    /// <summary>Queues the failure of the input. Does nothing if the input has already ended, or the child has.</summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public override void OnError(Exception error)
    {
        isInputOver = true;
        end.Told();         // upstream fails already: nothing shall take that exception's place
        writer.OnError(error);
    }

    /// <summary>Does nothing: items are whole, and the child and what comes back from it know nothing of inputs.</summary>
    public override void OnRestart()
    {
    }

    /// <summary>Waits until the process is gone, the next observer has been told the end, and the threads are gone.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the stage.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> has been cancelled, or the stage has.</exception>
    /// <exception cref="InvalidOperationException">The reading thread itself calls this.</exception>
    /// <remarks>What the stage or its input has failed with comes out here.</remarks>
    public void Join(CancellationToken cancellationToken = default) => end.Join(cancellationToken);

    /// <summary>Cancels the stage, unless its input has ended, and waits as <see cref="Join"/> does. Called by a thread of the stage, it does not wait.</summary>
    /// <remarks>What the stage has failed with comes out here if it came out nowhere before.</remarks>
    public void Dispose()
    {
        if (!isInputOver)
            Cancel(CancellationToken.None);
        if (!end.IsWorker && !writer.IsWorker)
            end.WaitAndTell();
    }

    /// <summary>Does what <see cref="Dispose"/> does, and waits without blocking.</summary>
    /// <returns>Ends when the process and the threads are gone, and fails as <see cref="Dispose"/> does.</returns>
    public ValueTask DisposeAsync()
    {
        if (!isInputOver)
            Cancel(CancellationToken.None);
        return end.IsWorker || writer.IsWorker ? ValueTask.CompletedTask : end.WaitAndTellAsync();
    }
}
