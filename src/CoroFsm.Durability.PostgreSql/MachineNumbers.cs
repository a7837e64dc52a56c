using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Numbers for new machines, taken from the database in blocks, so that a new machine costs no round trip of its own.</summary>
/// <param name="sql">The statements.</param>
internal sealed class MachineNumbers(Sql sql)
{
    private const int BlockSize = 64;

    private readonly Queue<long> numbers = new();

    /// <summary>Returns a number. Must have been reserved.</summary>
    internal long Next() => numbers.Dequeue();

    /// <summary>Takes care that a count of numbers is there.</summary>
    internal void Reserve(NpgsqlConnection connection, int count)
    {
        if (numbers.Count >= count)
            return;
        using var command = new NpgsqlCommand(sql.NextNumbers, connection);
        command.Parameters.AddNumber(Math.Max(count, BlockSize));
        using var reader = command.ExecuteReader();
        while (reader.Read())
            numbers.Enqueue(reader.GetInt64(0));
    }
}
