using CoroFsm.Benchmarks.Ratios;
using Npgsql;
using NpgsqlTypes;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Stores 64 rows by one statement in the tables of a journal in PostgreSQL, without a host.</summary>
internal sealed class UnnestCase : Case
{
    private const int Rows = 64;

    private readonly NpgsqlConnection connection;
    private readonly long[] machines = [.. Enumerable.Range(1, Rows).Select(static i => (long)i)];
    private long done;

    internal UnnestCase(string name, NpgsqlConnection connection, int divisor)
        : base(name)
    {
        this.connection = connection;
        Divisor = divisor;
    }

    internal override int Divisor { get; }

    internal override bool UsesOtherThreads => true;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left -= Rows)
            Insert(Math.Min(Rows, left));
        return done;
    }

    private void Insert(int count)
    {
        using var command = new NpgsqlCommand(
            """
            INSERT INTO bare.journal(machine, seq, time, digest, kind, message, payload)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            """,
            connection);
        Add(NpgsqlDbType.Bigint, machines[..count]);
        Add(NpgsqlDbType.Bigint, Make(i => done + i));
        Add(NpgsqlDbType.Bigint, Make(static _ => DateTime.UtcNow.Ticks));
        Add(NpgsqlDbType.Bigint, Make(i => done * i));
        Add(NpgsqlDbType.Smallint, Make(static _ => (short)1));
        Add(NpgsqlDbType.Text, new string?[count]);
        Add(NpgsqlDbType.Bytea, Make(i => Orders.Payloads[(done + i) % Orders.Payloads.Length]));
        command.ExecuteNonQuery();
        done += count;

        T[] Make<T>(Func<int, T> value)
        {
            var all = new T[count];
            for (var i = 0; i < count; i++)
                all[i] = value(i);
            return all;
        }

        void Add<T>(NpgsqlDbType type, T[] values) =>
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
    }
}
