namespace CoroFsm.Benchmarks.Charts;

/// <summary>Specifies the states of all charts.</summary>
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

/// <summary>Specifies the triggers of all charts. A round fires the first one only, but random ones for the ring of four states.</summary>
internal enum Signal
{
    Go,
    Two,
    Three,
    Four,
}
