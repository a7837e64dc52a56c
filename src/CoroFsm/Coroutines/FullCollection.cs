namespace CoroFsm;

/// <summary>
/// Invokes a callback after each full garbage collection, on the finalizer thread, until the callback returns false.
/// </summary>
internal sealed class FullCollection
{
    private readonly Func<bool> callback;

    private FullCollection(Func<bool> callback) => this.callback = callback;

    /// <summary>Starts to invoke a callback after every collection of the oldest generation, as long as it returns true.</summary>
    internal static void Notify(Func<bool> callback) => _ = new FullCollection(callback);

#pragma warning disable MA0055 // A finalizer is the only thing that a collection calls.

    // Nothing refers to this object, so each collection of its generation finalizes it and promotes it, until it is in the oldest
    // generation.
    ~FullCollection()
    {
        if (GC.GetGeneration(this) < GC.MaxGeneration || callback())
            GC.ReRegisterForFinalize(this);
    }
}
