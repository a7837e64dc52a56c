namespace CoroFsm;

/// <summary>
/// The spare frames of one method beyond those that its threads hold: full magazines, shared by all threads.
/// </summary>
/// <remarks>
/// It follows the high-water mark: where many coroutines leave a method together, all their frames stay for the next time. Each full
/// garbage collection drops half of the magazines that were not needed since the one before, so the memory of a crowd that is gone is
/// freed.
/// </remarks>
internal sealed class FrameDepot<TFrame>
    where TFrame : class
{
    internal static readonly FrameDepot<TFrame> Shared = new();

    private readonly Lock gate = new();
    private readonly Stack<Magazine<TFrame>> full = new();
    private readonly Stack<Magazine<TFrame>> empty = new();

    /// <summary>The least number of full magazines since the last full collection: the number that was not needed.</summary>
    private int unneeded;

    /// <summary>Whether a collection will call <see cref="Trim"/>.</summary>
    private bool isWatched;

    private FrameDepot()
    {
    }

    /// <summary>Takes a full magazine for an empty one.</summary>
    /// <returns>The full one; null if there is none, and the empty one is not taken.</returns>
    internal Magazine<TFrame>? TryExchangeEmpty(Magazine<TFrame> used)
    {
        // Without the lock: a crowd that grows asks for each frame, and one that misses a magazine makes a frame.
        if (full.Count == 0)
            return null;

        lock (gate)
        {
            if (!full.TryPop(out var magazine))
                return null;
            unneeded = Math.Min(unneeded, full.Count);
            empty.Push(used);
            return magazine;
        }
    }

    /// <summary>Takes a full magazine over.</summary>
    /// <returns>An empty one.</returns>
    internal Magazine<TFrame> ExchangeFull(Magazine<TFrame> filled)
    {
        lock (gate)
        {
            full.Push(filled);
            if (!isWatched)
            {
                isWatched = true;
                FullCollection.Notify(Trim);
            }

            return empty.TryPop(out var magazine) ? magazine : new();
        }
    }

    /// <summary>Drops half of what was not needed since the last call.</summary>
    /// <returns>False if nothing is left to be trimmed.</returns>
    private bool Trim()
    {
        lock (gate)
        {
            for (var drop = (unneeded + 1) / 2; drop > 0; drop--)
                full.Pop();
            unneeded = full.Count;
            while (empty.Count > full.Count)
                empty.Pop();
            return isWatched = full.Count > 0;
        }
    }
}
