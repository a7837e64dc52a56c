namespace CoroFsm.Pipelines;

/// <summary>
/// Base class of stages with one target, such as filters and conversions. Passes completion and failure on.
/// </summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <code>
/// sealed class Upper(IObserver&lt;string&gt; next) : Stage&lt;string, string&gt;(next)
/// {
///     public override void OnNext(string value) => Next.OnNext(value.ToUpperInvariant());
/// }
/// </code>
/// </remarks>
public abstract class Stage<TIn, TOut> : Stage<TIn>
{
    /// <summary>Initializes a new instance of the <see cref="Stage{TIn, TOut}"/> class.</summary>
    /// <param name="next">The target of the results.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    protected Stage(IObserver<TOut> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Next = next;
    }

    /// <summary>Gets the target of the results.</summary>
    protected IObserver<TOut> Next { get; }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [Next];

    /// <summary>Ends the input. Passes the completion on.</summary>
    /// <remarks>
    /// A stage that has pending items sends them first. If that fails, it notifies <see cref="Next"/> with <see cref="Fail"/>, and throws.
    /// </remarks>
    public override void OnCompleted()
    {
        StackGuard.EnsureRoom();
        Next.OnCompleted();
    }

    /// <summary>Notifies the stage that the source has failed. Passes the failure on.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        StackGuard.EnsureRoom();
        Next.OnError(error);
    }

    /// <summary>Notifies <see cref="Next"/> of a failure that is about to be thrown to the sender.</summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="AggregateException">The target threw another exception when it was notified; it contains both.</exception>
    protected void Fail(Exception error) => Source.Fail(Next, error);
}
