using System.Runtime.InteropServices;
using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Turns as columns, and the statements that store them in one round trip. Reused by one writer.</summary>
/// <param name="sql">The statements.</param>
/// <param name="owner">The owner that writes.</param>
internal sealed class TurnBatch(Sql sql, long owner)
{
    private readonly MachineNumbers numbers = new(sql);
    private readonly RecordColumns records = new();
    private readonly MessageColumns messages = new();
    private readonly PayloadBuffer payloads = new();
    private readonly List<MachineRow> rows = [];
    private readonly Dictionary<long, int> positions = [];
    private readonly MachineColumns created = new();
    private readonly MachineColumns changed = new();
    private readonly MachineColumns known = new();
    private readonly List<(long Number, long Before)> trims = [];
    private readonly HashSet<long> lost = [];

    /// <summary>Gets the number of records of the turns.</summary>
    internal int RecordCount { get; private set; }

    /// <summary>Replaces the turns.</summary>
    /// <param name="connection">Gives numbers to new machines.</param>
    /// <param name="turns">The turns.</param>
    internal void Fill(NpgsqlConnection connection, ReadOnlySpan<JournalTurn> turns)
    {
        Clear();
        var unknown = 0;
        foreach (var turn in turns)
            unknown += turn.Machine.Number == 0 ? 1 : 0;
        numbers.Reserve(connection, unknown);
        foreach (var turn in turns)
            AddMachine(turn);
        foreach (var turn in turns)
            AddRecords(turn);
        foreach (ref var row in CollectionsMarshal.AsSpan(rows))
        {
            row.BeginsEpoch = !row.IsNew && (!row.State.HasOwnEpoch || row.RemovesBefore > 0);
            row.State.NextEpoch = row.Epoch + (row.BeginsEpoch ? 1 : 0);
            if (row.IsNew)
                created.Add(row);
            if (row.BeginsEpoch || (!row.IsNew && row.Index is not null))
                changed.Add(row);
            else
                known.Add(row);
            if (row.RemovesBefore > 0)
                trims.Add((row.Number, row.RemovesBefore));
        }
    }

    /// <summary>Adds the statements to a command.</summary>
    internal void AddTo(NpgsqlBatchCommandCollection commands)
    {
        if (RecordCount == 0)
            return;
        commands.Add(new NpgsqlBatchCommand(sql.Fence));
        if (created.Count > 0)
        {
            var create = new NpgsqlBatchCommand(sql.Create);
            create.Parameters.AddNumber(owner);
            created.AddNewTo(create.Parameters);
            commands.Add(create);
        }

        var append = new NpgsqlBatchCommand(sql.Append(changed.Count > 0, messages.Count > 0, trims.Count > 0));
        records.AddTo(append.Parameters);
        known.AddKnownTo(append.Parameters);
        if (changed.Count > 0)
        {
            append.Parameters.AddNumber(owner);
            changed.AddChangedTo(append.Parameters);
        }

        if (messages.Count > 0)
            messages.AddTo(append.Parameters);
        if (trims.Count > 0)
        {
            append.Parameters.AddColumn(trims.ConvertAll(static trim => trim.Number));
            append.Parameters.AddColumn(trims.ConvertAll(static trim => trim.Before));
        }

        commands.Add(append);
    }

    /// <summary>Reads which machines have another epoch, or were removed: of these, nothing was stored.</summary>
    internal void ReadLost(NpgsqlDataReader reader)
    {
        do
        {
            if (reader.FieldCount == 0 || reader.GetName(0) != "lost")
                continue;
            while (reader.Read())
                lost.Add(reader.GetInt64(0));
        }
        while (reader.NextResult());
    }

    /// <summary>Returns whether a turn was not stored, because its machine has another epoch or was removed.</summary>
    internal bool IsLost(JournalTurn turn) => lost.Count > 0 && lost.Contains(NumberOf(turn.Machine));

    private static long NumberOf(JournaledMachine machine) => machine.Number != 0 ? machine.Number : MachineState.Of(machine).NewNumber;

    private void AddMachine(JournalTurn turn)
    {
        ref var row = ref RowOf(turn);
        row.Index = turn.Index ?? row.Index;
        row.RemovesBefore = Math.Max(row.RemovesBefore, turn.RemovesBefore);
    }

    /// <summary>Records that a later turn of the batch removes are left out: its statement does not see them.</summary>
    private void AddRecords(JournalTurn turn)
    {
        ref readonly var row = ref RowOf(turn);
        var last = 0L;
        for (var i = 0; i < turn.RecordCount; i++)
        {
            var record = turn.GetRecord(i);
            last = record.Sequence;
            RecordCount++;
            if (last >= row.RemovesBefore)
                records.Add(row.Number, record, payloads.Copy(record.Payload));
        }

        for (var i = 0; i < turn.MessageCount; i++)
        {
            var message = turn.GetMessage(i);
            messages.Add(row.Number, last, message, payloads.Copy(message.Payload));
        }
    }

    private ref MachineRow RowOf(JournalTurn turn)
    {
        var machine = turn.Machine;
        var state = MachineState.Of(machine);
        var number = NumberOf(machine);
        if (number == 0)
            number = state.NewNumber = numbers.Next();
        ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, number, out var exists);
        if (!exists)
        {
            position = rows.Count;
            rows.Add(new()
            {
                Number = number,
                Id = machine.Id,
                Epoch = machine.Number == 0 ? 1 : state.Epoch,
                State = state,
                IsNew = machine.Number == 0,
                First = turn.GetRecord(0).Sequence,
            });
        }

        return ref CollectionsMarshal.AsSpan(rows)[position];
    }

    private void Clear()
    {
        RecordCount = 0;
        records.Clear();
        messages.Clear();
        payloads.Clear();
        rows.Clear();
        positions.Clear();
        created.Clear();
        changed.Clear();
        known.Clear();
        trims.Clear();
        lost.Clear();
    }
}
