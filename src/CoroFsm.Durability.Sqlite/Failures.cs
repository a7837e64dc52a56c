using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>What the errors of SQLite mean for a journal.</summary>
internal static class Failures
{
    /// <summary>Returns the exception of a read, or of work outside a commit.</summary>
    internal static JournalException OfUse(string description, Exception error) =>
        error as JournalException ?? new JournalException($"{description}: {error.Message} {CureOf(error)}", error);

    /// <summary>Returns the exception of turns that were not committed.</summary>
    /// <param name="description">The journal.</param>
    /// <param name="error">What has happened.</param>
    /// <param name="committing">Whether the commit had begun, so that its record may have reached the disk.</param>
    internal static JournalException OfCommit(string description, Exception error, bool committing) =>
        committing && MayHaveCommitted(error)
            ? new JournalUnsureException($"{description}: the commit has failed, and may be stored nevertheless: {error.Message} "
                + CureOf(error), error)
            : error as JournalException
                ?? new JournalException($"{description}: nothing was stored: {error.Message} {CureOf(error)}", error);

    internal static JournalConflictException Conflict(string description, MachineId id, long sequence) =>
        new($"{description}: another host has written record {sequence} of machine {id}, or has replaced or purged the machine. "
            + "Load the machine again.");

    /// <summary>Whether the connection must be opened again. A lock or a full disk leaves it usable.</summary>
    internal static bool BreaksConnection(Exception error) =>
        error is not SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL };

    // A commit that waited for a lock, or found the disk full, has not written its last frame. After an error of the disk, it may have.
    private static bool MayHaveCommitted(Exception error) =>
        error is not SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CONSTRAINT };

    private static string CureOf(Exception error) => (error as SqliteException)?.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "End the other process's transaction, or raise SqliteJournalOptions.BusyTimeout.",
        raw.SQLITE_FULL => "Free space on the disk.",
        raw.SQLITE_IOERR => "Check the disk and its file system.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "Restore the file from a backup.",
        raw.SQLITE_CANTOPEN => "Check that the folder exists and that the process may write there.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => "Give the process the right to write the file and its folder.",
        _ => "",
    };
}
