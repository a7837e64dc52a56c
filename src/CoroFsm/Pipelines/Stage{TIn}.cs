namespace CoroFsm.Pipelines;

/// <summary>A stage, by what it takes.</summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <remarks>Classes of one's own derive from <see cref="Stage{TIn, TOut}"/>, or are any <see cref="IObserver{T}"/>.</remarks>
public abstract class Stage<TIn> : Stage, IObserver<TIn>
{
    private protected Stage()
    {
    }

    /// <summary>Works on an item.</summary>
    /// <param name="value">The item.</param>
    /// <remarks>What it throws comes out of the sender.</remarks>
    public abstract void OnNext(TIn value);

    /// <summary>Says that no further item will come. Passes it on.</summary>
    public abstract void OnCompleted();

    /// <summary>Says that the source has failed. Passes it on.</summary>
    /// <param name="error">The failure.</param>
    public abstract void OnError(Exception error);
}
