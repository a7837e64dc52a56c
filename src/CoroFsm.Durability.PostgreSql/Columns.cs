using Npgsql;
using NpgsqlTypes;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Adds columns of rows to commands, as arrays.</summary>
internal static class Columns
{
    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<long> values) =>
        parameters.Add(new NpgsqlParameter<List<long>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<int> values) =>
        parameters.Add(new NpgsqlParameter<List<int>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });

    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<short> values) =>
        parameters.Add(new NpgsqlParameter<List<short>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });

    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<bool> values) =>
        parameters.Add(new NpgsqlParameter<List<bool>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean });

    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<string?> values) =>
        parameters.Add(new NpgsqlParameter<List<string?>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    internal static void AddColumn(this NpgsqlParameterCollection parameters, List<ReadOnlyMemory<byte>> values) =>
        parameters.Add(new NpgsqlParameter<List<ReadOnlyMemory<byte>>>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });

    internal static void AddNumber(this NpgsqlParameterCollection parameters, long value) =>
        parameters.Add(new NpgsqlParameter<long> { TypedValue = value });

    internal static void AddFlag(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.Add(new NpgsqlParameter<bool> { TypedValue = value });

    /// <summary>Adds a text, which may be null.</summary>
    internal static void AddText(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.Add(new NpgsqlParameter<string?> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
}
