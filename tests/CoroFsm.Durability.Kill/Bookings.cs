using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Kill;

/// <summary>The table of the transactional effects, in the journal's database. It accepts duplicates, so that they are found.</summary>
internal static class Bookings
{
    internal static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    internal static void Create(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE bookings(machine TEXT, number INTEGER); "
            + "CREATE INDEX bookings_machine ON bookings(machine)";
        command.ExecuteNonQuery();
    }

    /// <summary>Adds a row, and returns the number of rows of the machine.</summary>
    internal static async ValueTask<long> AddAsync(DbTransaction transaction, string machine, int number)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO bookings VALUES (@machine, @number); SELECT count(*) FROM bookings WHERE machine = @machine";
        command.Parameters.Add(new SqliteParameter("@machine", machine));
        command.Parameters.Add(new SqliteParameter("@number", number));
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the numbers of each machine, with duplicates.</summary>
    internal static ILookup<string, int> Read(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT machine, number FROM bookings ORDER BY number";
        using var reader = command.ExecuteReader();
        List<(string Machine, int Number)> rows = [];
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetInt32(1)));
        return rows.ToLookup(static row => row.Machine, static row => row.Number);
    }

    /// <summary>Returns the result of SQLite's own check: "ok".</summary>
    internal static string Check(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
