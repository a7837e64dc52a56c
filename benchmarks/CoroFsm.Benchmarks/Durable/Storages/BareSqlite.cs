using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CoroFsm.Benchmarks.Durable.Storages;

/// <summary>Represents what a program would write that stores rows in the tables of a journal by the interface of SQLite itself.</summary>
internal sealed class BareSqlite : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3_stmt insert;
    private readonly sqlite3_stmt begin;
    private readonly sqlite3_stmt commit;
    private readonly sqlite3_stmt select;

    internal BareSqlite(string path)
    {
        connection = new($"Data Source={path};Pooling=False");
        connection.Open();

        // The settings of the journal's own connection.
        raw.sqlite3_exec(connection.Handle, "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000");
        insert = Prepare("INSERT INTO journal VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        select = Prepare("SELECT seq, kind, time, digest, message, payload FROM journal WHERE machine = ?1 ORDER BY seq");
    }

    internal void Begin() => Run(begin);

    internal void Commit() => Run(commit);

    internal void Insert(long machine, long sequence, long digest, byte[] payload)
    {
        raw.sqlite3_bind_int64(insert, 1, machine);
        raw.sqlite3_bind_int64(insert, 2, sequence);
        raw.sqlite3_bind_int64(insert, 3, 1);
        raw.sqlite3_bind_int64(insert, 4, DateTime.UtcNow.Ticks);
        raw.sqlite3_bind_int64(insert, 5, digest);
        raw.sqlite3_bind_null(insert, 6);
        raw.sqlite3_bind_blob(insert, 7, payload);
        Run(insert);
    }

    /// <summary>Reads the records of a machine.</summary>
    /// <returns>The number of those that are events.</returns>
    internal int Read(long machine)
    {
        var bytes = 0L;
        var events = 0;
        raw.sqlite3_bind_int64(select, 1, machine);
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW)
        {
            if (raw.sqlite3_column_int64(select, 0) > 1)
                events++;
            bytes += raw.sqlite3_column_int64(select, 1) + raw.sqlite3_column_int64(select, 2) + raw.sqlite3_column_int64(select, 3)
                + raw.sqlite3_column_type(select, 4) + raw.sqlite3_column_blob(select, 5).Length;
        }

        raw.sqlite3_reset(select);
        return bytes == 0 ? 0 : events;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var statement in (ReadOnlySpan<sqlite3_stmt>)[insert, begin, commit, select])
            statement.Dispose();
        return connection.DisposeAsync();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return statement;
    }

    private void Run(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE)
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
    }
}
