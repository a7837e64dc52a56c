using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Rows of machines as columns: those that a batch creates, changes, or only checks.</summary>
internal sealed class MachineColumns
{
    private readonly List<long> numbers = [];
    private readonly List<string?> types = [];
    private readonly List<string?> keys = [];
    private readonly List<long> firsts = [];
    private readonly List<long> epochs = [];
    private readonly List<bool> begins = [];
    private readonly List<bool> changed = [];
    private readonly List<long> due = [];
    private readonly List<bool> pending = [];
    private readonly List<bool> ended = [];

    /// <summary>Gets the number of rows.</summary>
    internal int Count => numbers.Count;

    /// <summary>Adds a row.</summary>
    internal void Add(in MachineRow row)
    {
        var index = row.Index ?? MachineIndex.None;
        numbers.Add(row.Number);
        types.Add(row.Id.Type);
        keys.Add(row.Id.Key);
        firsts.Add(row.First);
        epochs.Add(row.Epoch);
        begins.Add(row.BeginsEpoch);
        changed.Add(row.Index is not null);
        due.Add(index.Due);
        pending.Add(index.HasPendingEffects);
        ended.Add(index.HasEnded);
    }

    /// <summary>Removes all rows.</summary>
    internal void Clear()
    {
        numbers.Clear();
        types.Clear();
        keys.Clear();
        firsts.Clear();
        epochs.Clear();
        begins.Clear();
        changed.Clear();
        due.Clear();
        pending.Clear();
        ended.Clear();
    }

    /// <summary>Adds numbers and epochs: two parameters.</summary>
    internal void AddKnownTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(numbers);
        parameters.AddColumn(epochs);
    }

    /// <summary>Adds numbers, identities and index: six parameters.</summary>
    internal void AddNewTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(numbers);
        parameters.AddColumn(types);
        parameters.AddColumn(keys);
        AddIndexTo(parameters);
    }

    /// <summary>Adds numbers, first records, epochs and changes of the index: eight parameters.</summary>
    internal void AddChangedTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(numbers);
        parameters.AddColumn(firsts);
        parameters.AddColumn(epochs);
        parameters.AddColumn(begins);
        parameters.AddColumn(changed);
        AddIndexTo(parameters);
    }

    private void AddIndexTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(due);
        parameters.AddColumn(pending);
        parameters.AddColumn(ended);
    }
}
