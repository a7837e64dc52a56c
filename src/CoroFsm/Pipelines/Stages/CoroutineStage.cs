using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage that runs a coroutine, which receives the items from its inbox and emits results. The stage passes completion and
/// failure on.
/// </summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <list type="bullet">
/// <item>When the input ends, the coroutine usually ends, too: by the end of its <c>await foreach</c> or by
/// <see cref="EndOfInputException"/>. Results that it emits until then are delivered; then the completion is passed on.</item>
/// <item>When the coroutine returns earlier, the completion is passed on immediately, and further items are dropped.</item>
/// <item>A failure of the source is raised at the wait. The coroutine may clean up, or handle the failure; its input has then ended. If it
/// does not handle it, the failure is passed on.</item>
/// <item>An exception of the coroutine is passed on as a failure and thrown to the sender, and again at each further item.</item>
/// <item>Disposing the stage earlier runs the <c>finally</c> blocks of the coroutine, and passes a <see cref="CoroutineClosedException"/>
/// on.</item>
/// </list>
/// An item costs as much as a send to a machine. Created by <see cref="Stage.To{TIn, TOut}"/>.
/// </remarks>
public sealed class CoroutineStage<TIn, TOut> : Stage<TIn, TOut>, IDisposable
{
    private readonly Machine<TIn> machine;

    /// <summary>Whether the target has been notified of the end.</summary>
    private bool isOver;

    /// <summary>The captured exception of the coroutine.</summary>
    private ExceptionDispatchInfo? failure;

    internal CoroutineStage(IObserver<TOut> next, Func<Inbox<TIn>, Action<TOut>, Coroutine> coroutine, MachineOptions options)
        : base(next)
    {
        Name = options.Name ?? MethodName.Of(coroutine.Method.Name);
        options = options with { Type = options.Type ?? MethodName.QualifiedOf(coroutine.Method) };
        machine = CoroFsm.Machine.Start<TIn>(inbox => Run(coroutine, inbox), options);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Gets the machine of the coroutine, for inspection.</summary>
    public Machine Machine => machine;

    /// <summary>Resumes the coroutine with an item.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="MachineEndedException">The stage was disposed.</exception>
    /// <exception cref="PipelineCycleException">The coroutine is running: one of its results has been sent back.</exception>
    /// <exception cref="UnexpectedEventException">The wait does not accept the item.</exception>
    /// <remarks>Exceptions that the coroutine throws, or has thrown before, are thrown here.</remarks>
    public override void OnNext(TIn value)
    {
        if (!machine.WaitsPlainly)
            RefuseIfOver();
        machine.Send(value);
    }

    /// <summary>Ends the input.</summary>
    /// <remarks>Exceptions of the coroutine are thrown here.</remarks>
    public override void OnCompleted()
    {
        try
        {
            machine.Complete();
        }
        finally
        {
            FailIfAbandoned();
        }
    }

    /// <summary>Raises the source's failure at the wait. If the coroutine continues, its input ends.</summary>
    /// <param name="error">The failure.</param>
    /// <remarks>Other exceptions of the coroutine are thrown here.</remarks>
    public override void OnError(Exception error)
    {
        try
        {
            ((IObserver<TIn>)machine).OnError(error);
            machine.Complete();     // nothing follows a failure
        }
        finally
        {
            FailIfAbandoned();
        }
    }

    /// <summary>Closes the coroutine if it has not ended.</summary>
    /// <exception cref="InvalidOperationException">The coroutine waited 16 more times instead of ending, and was abandoned.</exception>
    public void Dispose()
    {
        try
        {
            machine.Dispose();
        }
        finally
        {
            FailIfAbandoned();
        }
    }

    private async Coroutine Run(Func<Inbox<TIn>, Action<TOut>, Coroutine> coroutine, Inbox<TIn> inbox)
    {
        try
        {
            await coroutine(inbox, Next.OnNext);
        }
        catch (EndOfInputException) when (inbox.IsCompleted)
        {
            // A receive outside a loop.
        }
        catch (Exception error)
        {
            isOver = true;
            if (error is not CoroutineClosedException)
                failure = ExceptionDispatchInfo.Capture(error);
            Fail(error);
            throw;
        }

        isOver = true;
        Next.OnCompleted();
        await foreach (var _ in inbox)
        {
            // The coroutine has returned: it wants no more items.
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseIfOver()
    {
        if (machine.IsRunningHere)
            throw Cycle.Reentered(this);
        failure?.Throw();       // the same object: above a diamond it counts once
    }

    /// <summary>Notifies the target on behalf of a coroutine that was abandoned while it waited.</summary>
    private void FailIfAbandoned()
    {
        if (isOver || machine.Fault is not { } fault)
            return;

        isOver = true;
        Fail(fault);
    }
}
