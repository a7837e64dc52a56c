namespace CoroFsm.Durability.Sqlite;

/// <summary>Watches the size of the write-ahead log, which cannot be reused while reads overlap without a pause.</summary>
internal sealed class LogGuard
{
    private const int CommitsBetweenLooks = 256;

    private readonly FileInfo? file;
    private readonly long largest;
    private int commits;

    internal LogGuard(string database, long largest)
    {
        // A database in memory has no file.
        file = Path.IsPathRooted(database) ? new(database + "-wal") : null;
        this.largest = largest;
    }

    /// <summary>Whether the log is larger than it may be. Looks from time to time.</summary>
    internal bool IsLarge()
    {
        if (file is null || ++commits % CommitsBetweenLooks != 0)
            return false;
        file.Refresh();
        return file.Exists && file.Length > largest;
    }
}
