using System.Text;
using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>A prepared statement. Used by one thread at a time; allocates nothing per use.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt handle;
    private byte[] text = new byte[256];

    /// <summary>Prepares a statement that is kept.</summary>
    internal Statement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle));
    }

    internal Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    internal Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    internal Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(handle, parameter));
        }
        else if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(handle, parameter, ""));
        }
        else
        {
            if (text.Length < value.Length * 3)
                text = new byte[value.Length * 3];
            var length = Encoding.UTF8.GetBytes(value, text);
            Check(raw.sqlite3_bind_text(handle, parameter, text.AsSpan(0, length)));
        }

        return this;
    }

    /// <summary>Advances to the next row. False at the end; then the statement is reset.</summary>
    internal bool Read()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        var reset = raw.sqlite3_reset(handle);
        Check(code == raw.SQLITE_DONE ? reset : code);
        return false;
    }

    /// <summary>Executes a statement that returns no rows.</summary>
    internal void Run()
    {
        while (Read())
        {
        }
    }

    /// <summary>Executes a statement that returns no rows. False if a constraint of the schema refuses it, which changes nothing.</summary>
    internal bool TryRun()
    {
        var code = raw.sqlite3_step(handle);
        raw.sqlite3_reset(handle);
        if (code == raw.SQLITE_DONE)
            return true;
        if ((code & 0xff) == raw.SQLITE_CONSTRAINT)
            return false;
        throw ErrorOf(code);
    }

    internal void Reset() => raw.sqlite3_reset(handle);

    internal bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    internal long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Gets the bytes of a column, valid until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>Gets a text with its length, since it may contain zeros.</summary>
    internal string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw ErrorOf(code);
    }

    private SqliteException ErrorOf(int code) =>
        new(raw.sqlite3_errmsg(database).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(database));
}
