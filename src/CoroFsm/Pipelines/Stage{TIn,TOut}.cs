namespace CoroFsm.Pipelines;

/// <summary>
/// A stage with one target: the base of small classes that filter, map and the like. Completion and failure are passed on.
/// </summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <typeparam name="TOut">The type of what is sent on.</typeparam>
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
    /// <param name="next">Gets what is sent on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    protected Stage(IObserver<TOut> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Next = next;
    }

    /// <summary>Gets who is sent what the stage makes.</summary>
    protected IObserver<TOut> Next { get; }

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [Next];

    /// <summary>Says that no further item will come. Passes it on.</summary>
    /// <remarks>A stage that has something left sends it first; if that fails, it tells <see cref="Next"/> by <see cref="Fail"/>, and throws.</remarks>
    public override void OnCompleted()
    {
        StackGuard.EnsureRoom();
        Next.OnCompleted();
    }

    /// <summary>Says that the source has failed. Passes it on.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        StackGuard.EnsureRoom();
        Next.OnError(error);
    }

    /// <summary>Tells <see cref="Next"/> of a failure that is about to be thrown to the sender.</summary>
    /// <param name="error">The failure.</param>
    /// <exception cref="AggregateException">The target, told of the failure, threw another; both are in it.</exception>
    protected void Fail(Exception error) => Source.Fail(Next, error);
}
