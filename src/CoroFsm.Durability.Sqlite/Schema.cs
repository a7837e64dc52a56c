using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>The tables of a journal, and how a file is recognized as one.</summary>
internal static class Schema
{
    /// <summary>The format that this version writes, in <c>PRAGMA user_version</c>.</summary>
    internal const int Version = 1;

    /// <summary>"CFsm" as <c>PRAGMA application_id</c>.</summary>
    internal const int ApplicationId = 0x4346736D;

    // AUTOINCREMENT: the number of a purged machine is never used again, so that a host which still holds it conflicts.
    // The journal has a rowid: that writes faster than a table ordered by machine, since each commit appends to the same pages.
    private const string Tables = """
        CREATE TABLE machines(
            id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, key TEXT NOT NULL, due INTEGER NULL, pending INTEGER NOT NULL,
            ended INTEGER NOT NULL, parked TEXT NULL, UNIQUE(type, key));
        CREATE INDEX machines_to_wake ON machines(type, key) WHERE ended = 0 AND parked IS NULL AND (due IS NOT NULL OR pending <> 0);
        CREATE INDEX machines_parked ON machines(type, key) WHERE parked IS NOT NULL;
        CREATE TABLE journal(
            machine INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, time INTEGER NOT NULL, digest INTEGER NOT NULL,
            message TEXT NULL, payload BLOB NOT NULL, PRIMARY KEY(machine, seq));
        CREATE TABLE outbox(
            id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, seq INTEGER NOT NULL, ordinal INTEGER NOT NULL, type TEXT NOT NULL,
            target_type TEXT NULL, target_key TEXT NULL, payload BLOB NOT NULL, UNIQUE(machine, seq, ordinal));
        """;

    /// <summary>Creates the tables in a new file, and refuses one that is not a journal of this version.</summary>
    internal static void Ensure(SqliteConnection connection, string description)
    {
        if (IsCurrent(connection, description))
            return;
        using var transaction = connection.BeginTransaction(deferred: false);

        // Another process may have created them meanwhile.
        if (IsCurrent(connection, description))
            return;
        Execute(connection, Tables);
        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    internal static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static bool IsCurrent(SqliteConnection connection, string description)
    {
        var application = Number(connection, "PRAGMA application_id");
        var version = Number(connection, "PRAGMA user_version");
        if (application == 0 && version == 0)
            return false;
        if (application != ApplicationId)
        {
            throw new JournalException($"{description} is a database of another application (application_id {application}, user_version "
                + $"{version}). Name a file of the journal's own.");
        }

        return version == Version ? true : throw new JournalException($"{description} has format {version}; this version of "
            + $"CoroFsm.Durability.Sqlite reads format {Version}. Install the version of the package that wrote the file.");
    }

    private static long Number(SqliteConnection connection, string sql) =>
        Convert.ToInt64(Execute(connection, sql), CultureInfo.InvariantCulture);
}
