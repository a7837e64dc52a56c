namespace CoroFsm;

/// <summary>
/// Calls back after each full garbage collection, on the finalizer's thread, until the callback says that it is done.
/// </summary>
internal sealed class FullCollection
{
    private readonly Func<bool> callback;

    private FullCollection(Func<bool> callback) => this.callback = callback;

    /// <summary>Calls back after every collection of the oldest generation, as long as the callback returns true.</summary>
    internal static void Notify(Func<bool> callback) => _ = new FullCollection(callback);

#pragma warning disable MA0055 // A finalizer is the only thing that a collection calls.

    // Nothing refers to this object, so each collection of the generation that it is in finalizes it; each time it is older, to the oldest.
    ~FullCollection()
    {
        if (GC.GetGeneration(this) < GC.MaxGeneration || callback())
            GC.ReRegisterForFinalize(this);
    }
}
