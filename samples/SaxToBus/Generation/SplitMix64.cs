namespace SaxToBus;

/// <summary>Steele, Lea and Flood's SplitMix64: the same numbers for the same seed, on any machine and with any version of .NET.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>Gets the next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Gets a number from 0 up to, but not including, a bound.</summary>
    public ulong Below(ulong bound) => Math.BigMul(Next(), bound, out _);

    /// <summary>Gets a number from 0 up to, but not including, a bound.</summary>
    public int Below(int bound) => (int)Below((ulong)bound);

    /// <summary>Gets one of several things.</summary>
    public T Of<T>(ReadOnlySpan<T> things) => things[Below(things.Length)];

    /// <summary>Gets true so many times in a hundred.</summary>
    public bool Percent(int chance) => Below(100) < chance;
}
