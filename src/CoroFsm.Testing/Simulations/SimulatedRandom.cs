namespace CoroFsm.Testing;

/// <summary>Generates random numbers that are the same for the same seed, on every runtime and version (SplitMix64).</summary>
/// <param name="seed">The seed.</param>
public sealed class SimulatedRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>Returns a random number.</summary>
    /// <param name="below">The exclusive upper bound.</param>
    /// <returns>A number from 0 to <paramref name="below"/>, exclusive.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="below"/> is less than 1.</exception>
    public int Next(int below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        return (int)((NextBits() >> 32) * (ulong)below >> 32);
    }

    /// <summary>Returns 64 random bits.</summary>
    /// <returns>The bits.</returns>
    public ulong NextBits()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var bits = state;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
