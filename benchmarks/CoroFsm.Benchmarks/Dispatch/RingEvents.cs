namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>The bytes 0 to 3 in turn: every event is the one that the machine waits for.</summary>
internal static class RingEvents
{
    private static readonly byte[] All = Make();

    internal static ReadOnlySpan<byte> First(int count) => All.AsSpan(0, count);

    private static byte[] Make()
    {
        var events = new byte[RandomEvents.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = (byte)(i % FourStatesCase.States);
        return events;
    }
}
