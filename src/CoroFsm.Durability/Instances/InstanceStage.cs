namespace CoroFsm.Durability.Instances;

/// <summary>Specifies what a machine's object in a host can do.</summary>
internal enum InstanceStage
{
    /// <summary>Its records are being read.</summary>
    Loading,

    /// <summary>It handles inputs.</summary>
    Resident,

    /// <summary>The machine has ended.</summary>
    Ended,

    /// <summary>The machine is parked.</summary>
    Parked,

    /// <summary>The object is not used any more. The machine is loaded again when it is needed.</summary>
    Gone,
}
