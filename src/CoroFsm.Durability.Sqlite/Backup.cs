using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>Copies a journal in use to a new file.</summary>
internal static class Backup
{
    internal static void Write(string path, string description, ReadPool readers)
    {
        try
        {
            // Reserves the name: SQLite accepts an empty file, but no other.
            File.Open(path, FileMode.CreateNew).Dispose();
        }
        catch (IOException e)
        {
            throw new JournalException($"{description} cannot be backed up to {path}: {e.Message} Name a file that does not exist, in a "
                + "folder that does.", e);
        }

        try
        {
            using var lease = readers.Rent();
            lease.Connection.CopyTo(path);
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (e is SqliteException)
                throw Failures.OfUse(description, e);
            throw;
        }
    }
}
