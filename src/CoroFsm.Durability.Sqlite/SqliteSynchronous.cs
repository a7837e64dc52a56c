namespace CoroFsm.Durability.Sqlite;

/// <summary>Specifies when a commit is forced to the disk.</summary>
public enum SqliteSynchronous
{
    /// <summary>Each commit is on the disk before it is acknowledged: nothing acknowledged is lost when the power fails.</summary>
    Full,

    /// <summary>
    /// Commits are forced to the disk at checkpoints only. <b>Acknowledged turns may be lost when the power fails or the operating system
    /// stops</b>, but not when the process ends. The file remains consistent.
    /// </summary>
    Normal,
}
