namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>Random bytes from 0 to 3, the same in each run.</summary>
internal static class RandomEvents
{
    /// <summary>Too many for the branch predictor to learn, few enough to stay in the cache.</summary>
    internal const int Count = 1 << 16;

    private static readonly byte[] All = Make();

    internal static ReadOnlySpan<byte> First(int count) => All.AsSpan(0, count);

    private static byte[] Make()
    {
        var random = new Random(Seed: 1);
        var events = new byte[Count];
        foreach (ref var e in events.AsSpan())
            e = (byte)random.Next(FourStatesCase.States);
        return events;
    }
}
