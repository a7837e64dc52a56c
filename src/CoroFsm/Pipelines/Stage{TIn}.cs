namespace CoroFsm.Pipelines;

/// <summary>Represents a stage that accepts items of one type.</summary>
/// <typeparam name="TIn">The type of the items.</typeparam>
/// <remarks>Custom stages derive from <see cref="Stage{TIn, TOut}"/>, or implement <see cref="IObserver{T}"/>.</remarks>
public abstract class Stage<TIn> : Stage, IObserver<TIn>
{
    private protected Stage()
    {
    }

    /// <summary>Processes an item.</summary>
    /// <param name="value">The item.</param>
    /// <remarks>Exceptions are thrown to the sender.</remarks>
    public abstract void OnNext(TIn value);

    /// <summary>Ends the input. Passes the completion on.</summary>
    public abstract void OnCompleted();

    /// <summary>Notifies the stage that the source has failed. Passes the failure on.</summary>
    /// <param name="error">The failure.</param>
    public abstract void OnError(Exception error);
}
