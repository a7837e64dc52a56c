using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;

namespace CoroFsm.Durability.Instances;

/// <summary>Replays machines one after another, without a journal of its own, and counts.</summary>
internal sealed class Replayer<TEvent>(DurableProgram<TEvent> program, DurableOptions options, IProgress<MachineReplay>? progress = null)
    : IAsyncDisposable
{
    private readonly DurableHost<TEvent> host = new(NoJournal.Instance, program, Silence(options));
    private readonly List<MachineReplay> failures = [];
    private long machines;
    private long records;

    internal string Type => host.Type;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>Changes the records of a machine, and replays the result to verify it.</summary>
    /// <exception cref="RepairException">An input cannot be handled after the change.</exception>
    /// <exception cref="NondeterminismException">The code is not deterministic.</exception>
    internal List<StoredRecord> Rewrite(MachineId id, List<StoredRecord> records, Repair repair, out MachineIndex index)
    {
        var rewritten = NewInstance(id.Key).Rewrite(repair.Apply(id, records), out index);
        var replay = Replay(id.Key, rewritten, parked: null);
        return replay.Failure is null ? rewritten : throw replay.Failure;
    }

    /// <summary>Replays a machine of a journal. A machine that was purged meanwhile is not counted.</summary>
    internal async Task CheckAsync(Journal journal, MachineId id, CancellationToken cancellationToken)
    {
        var instance = NewInstance(id.Key);
        var reader = new CountingReader(instance);
        var entry = await journal.ReadAsync(id, reader, cancellationToken).ConfigureAwait(false);
        if (entry is not null)
            Add(instance.EndReplay(reader.Count, entry.Parked));
    }

    /// <summary>Replays the exported records of a machine.</summary>
    internal void Check(MachineId id, IReadOnlyList<StoredRecord> copies, string? parked) => Add(Replay(id.Key, copies, parked));

    internal ReplayReport Report() => new(Type, failures, machines, records);

    private Instance<TEvent> NewInstance(string key) => new(host, key);

    private MachineReplay Replay(string key, IReadOnlyList<StoredRecord> copies, string? parked)
    {
        var instance = NewInstance(key);
        var reader = new CountingReader(instance);
        foreach (var copy in copies)
        {
            if (!reader.OnRecord(new(copy.Sequence, copy.Kind, copy.Time, copy.Digest, copy.MessageId, copy.Payload.Span)))
                break;
        }

        return instance.EndReplay(reader.Count, parked);
    }

    private void Add(MachineReplay replay)
    {
        machines++;
        records += replay.Records;
        if (replay.Failure is not null)
            failures.Add(replay);
        progress?.Report(replay);
    }

    /// <summary>Removes from the options what a replay must not do, and what it does not need.</summary>
    private static DurableOptions Silence(DurableOptions options) => options with
    {
        Machine = options.Machine with { Observer = null },
        OnMessage = options.OnMessage ?? (static (_, _) => Task.CompletedTask),
        PassivateAfter = null,
        LoggerFactory = null,
    };

    /// <summary>Counts the records of one machine.</summary>
    private sealed class CountingReader(IRecordReader reader) : IRecordReader
    {
        internal long Count { get; private set; }

        public bool OnRecord(in JournalRecord record)
        {
            Count++;
            return reader.OnRecord(record);
        }
    }
}
