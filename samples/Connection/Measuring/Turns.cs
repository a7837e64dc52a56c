namespace Connection;

/// <summary>In which order the contenders run in each round: by chance, the same in each run of the program.</summary>
/// <remarks>
/// A contender runs with the caches, and the garbage, that the one before it leaves behind. So each runs after each of the others,
/// about equally often.
/// </remarks>
internal sealed class Turns<T>(IEnumerable<T> contenders)
{
    private const int Seed = 1;

    private readonly T[] order = [.. contenders];
#pragma warning disable CA5394 // Nothing here is a secret.
    private readonly Random random = new(Seed);

    /// <summary>Gets all contenders in the order of the next round.</summary>
    internal ReadOnlySpan<T> Next()
    {
        random.Shuffle(order);
        return order;
    }
#pragma warning restore CA5394
}
