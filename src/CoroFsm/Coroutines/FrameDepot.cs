namespace CoroFsm;

/// <summary>
/// Stores the spare frames of one method beyond those that its threads hold, as full magazines that all threads share.
/// </summary>
/// <remarks>
/// The depot follows the high-water mark: if many coroutines leave a method together, all their frames are kept for later calls. Each full
/// garbage collection drops half of the magazines that were not needed since the previous one, so the memory is released after a peak.
/// </remarks>
internal sealed class FrameDepot<TFrame>
    where TFrame : class
{
    internal static readonly FrameDepot<TFrame> Shared = new();

    private readonly Lock gate = new();
    private readonly Stack<Magazine<TFrame>> full = new();
    private readonly Stack<Magazine<TFrame>> empty = new();

    /// <summary>The minimum number of full magazines since the last full collection: the number that was not needed.</summary>
    private int unneeded;

    /// <summary>Whether a collection will call <see cref="Trim"/>.</summary>
    private bool isWatched;

    private FrameDepot()
    {
    }

    /// <summary>Exchanges an empty magazine for a full one.</summary>
    /// <returns>The full one; null if there is none, in which case the caller keeps the empty one.</returns>
    internal Magazine<TFrame>? TryExchangeEmpty(Magazine<TFrame> used)
    {
        // Checked without the lock: under growing load every rented frame comes here, and a missed magazine costs only a new frame.
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

    /// <summary>Exchanges a full magazine for an empty one.</summary>
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

    /// <summary>Drops half of the magazines that were not needed since the last call.</summary>
    /// <returns>False if nothing is left to trim.</returns>
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
