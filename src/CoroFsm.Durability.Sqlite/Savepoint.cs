using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>Surrounds the work of an application in a transaction of the journal, and detects that the work has ended it.</summary>
internal static class Savepoint
{
    private const string Name = "corofsm_work";

    internal static void Set(SqliteConnection connection) => Schema.Execute(connection, $"SAVEPOINT {Name}");

    /// <summary>Keeps or undoes what the work has changed. False if the transaction is no longer the one of the savepoint.</summary>
    internal static bool TryEnd(SqliteConnection connection, SqliteTransaction transaction, bool keep)
    {
        if (transaction.Connection is null)
            return false;
        var undo = keep ? "" : $"ROLLBACK TO {Name}; ";
        return raw.sqlite3_exec(connection.Handle!, $"{undo}RELEASE {Name}") == raw.SQLITE_OK;
    }
}
