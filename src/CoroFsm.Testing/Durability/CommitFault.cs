namespace CoroFsm.Testing.Durability;

/// <summary>Specifies how a commit of a <see cref="MemoryJournal"/> fails.</summary>
public enum CommitFault
{
    /// <summary>The commit succeeds.</summary>
    None,

    /// <summary>Nothing is stored, and the journal reports that.</summary>
    NotStored,

    /// <summary>Nothing is stored, but the journal reports that this is unknown.</summary>
    UnsureNotStored,

    /// <summary>All is stored, but the journal reports that this is unknown.</summary>
    UnsureStored,

    /// <summary>The first turn of the commit conflicts, as if another host had written its numbers. The other machines' turns are
    /// stored.</summary>
    Conflict,

    /// <summary>The journal crashes before it stores anything. No turn is notified.</summary>
    CrashNotStored,

    /// <summary>The journal crashes after it has stored all. No turn is notified.</summary>
    CrashStored,
}
