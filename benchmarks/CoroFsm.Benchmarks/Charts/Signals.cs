namespace CoroFsm.Benchmarks.Charts;

/// <summary>The states of all charts here.</summary>
internal enum Place
{
    A,
    B,
    C,
    D,
    InA,
    InB,
    DeepInA,
    DeepInB,
}

/// <summary>The triggers of all charts here; in a round always the first one, but random ones for the ring of four states.</summary>
internal enum Signal
{
    Go,
    Two,
    Three,
    Four,
}
