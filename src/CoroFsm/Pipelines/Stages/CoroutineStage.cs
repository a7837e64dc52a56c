using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CoroFsm.Pipelines;

/// <summary>
/// A stage whose work is a coroutine: it receives the items at its inbox and emits what it makes of them. Completion and failure are passed on for it.
/// </summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <typeparam name="TOut">The type of what is emitted.</typeparam>
/// <remarks>
/// <list type="bullet">
/// <item>When the input ends, so does the coroutine as a rule: by the end of its <c>await foreach</c> or by <see cref="EndOfInputException"/>. What it emits on its way out is
/// still delivered; then the completion is passed on.</item>
/// <item>A coroutine that returns earlier wants no more: the completion is passed on at once, and what still comes is dropped.</item>
/// <item>A failure of the source is raised at the wait. The coroutine may clean up, or handle it; its input has ended then. If it lets it out, it is passed on.</item>
/// <item>What the coroutine throws is passed on as a failure, and comes out of the sender; so it does again at each further item.</item>
/// <item>Closing it earlier runs its <c>finally</c> blocks, and passes a <see cref="CoroutineClosedException"/> on.</item>
/// </list>
/// An item costs as much as a send to a machine. Made by <see cref="Stage.To{TIn, TOut}"/>.
/// </remarks>
public sealed class CoroutineStage<TIn, TOut> : Stage<TIn, TOut>, IDisposable
{
    private readonly Machine<TIn> machine;

    /// <summary>Whether the target has been told how it ended.</summary>
    private bool isOver;

    /// <summary>What the coroutine has thrown.</summary>
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

    /// <summary>Gets the machine that the coroutine runs as, to be looked at.</summary>
    public Machine Machine => machine;

    /// <summary>Resumes the coroutine with an item.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="MachineEndedException">The stage was closed.</exception>
    /// <exception cref="PipelineCycleException">The coroutine runs: what it has emitted came back.</exception>
    /// <exception cref="UnexpectedEventException">The wait does not accept the item.</exception>
    /// <remarks>What the coroutine throws, or has thrown before, comes out here.</remarks>
    public override void OnNext(TIn value)
    {
        if (!machine.WaitsPlainly)
            RefuseIfOver();
        machine.Send(value);
    }

    /// <summary>Ends the input.</summary>
    /// <remarks>What the coroutine throws comes out here.</remarks>
    public override void OnCompleted()
    {
        try
        {
            machine.Complete();
        }
        finally
        {
            FailIfGivenUp();
        }
    }

    /// <summary>Raises the source's failure at the wait. If the coroutine goes on, its input ends.</summary>
    /// <param name="error">The failure.</param>
    /// <remarks>What the coroutine throws besides comes out here.</remarks>
    public override void OnError(Exception error)
    {
        try
        {
            ((IObserver<TIn>)machine).OnError(error);
            machine.Complete();     // nothing follows a failure
        }
        finally
        {
            FailIfGivenUp();
        }
    }

    /// <summary>Closes the coroutine, if it has not ended.</summary>
    /// <exception cref="InvalidOperationException">The coroutine waited again 16 times instead of ending; it is given up.</exception>
    public void Dispose()
    {
        try
        {
            machine.Dispose();
        }
        finally
        {
            FailIfGivenUp();
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
            // A receive without a loop around it.
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
            // It has returned: it wants no more.
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseIfOver()
    {
        if (machine.IsRunningHere)
            throw Cycle.Reentered(this);
        failure?.Throw();       // the same again: above a diamond it counts once
    }

    /// <summary>A coroutine that is given up while it waits cannot tell its target.</summary>
    private void FailIfGivenUp()
    {
        if (isOver || machine.Fault is not { } fault)
            return;

        isOver = true;
        Fail(fault);
    }
}
