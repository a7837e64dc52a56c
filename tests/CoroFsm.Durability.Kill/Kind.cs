namespace CoroFsm.Durability.Kill;

/// <summary>Specifies what machines do with events.</summary>
internal enum Kind
{
    /// <summary>They count them.</summary>
    Events,

    /// <summary>They call effects, and write to a table of the journal's database.</summary>
    Effects,

    /// <summary>They set timers.</summary>
    Timers,
}
