namespace CoroFsm.Durability.Journals;

/// <summary>Specifies which machines a journal lists.</summary>
public enum MachineFilter
{
    /// <summary>All machines.</summary>
    All,

    /// <summary>Those that have not ended.</summary>
    Living,

    /// <summary>
    /// Those that this host must wake: they have a timer or pending effects, have not ended, are not parked, and no other living host owns
    /// them.
    /// </summary>
    ToWake,

    /// <summary>Those that are parked.</summary>
    Parked,
}
