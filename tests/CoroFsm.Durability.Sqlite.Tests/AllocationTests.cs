using CoroFsm.Durability.Journals;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>A journal in steady state allocates nothing, neither where turns are appended nor on its own thread.</summary>
public sealed class AllocationTests : IDisposable
{
    private readonly TestFile file = new();

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Append_SteadyState_AllocatesNothing(int machines)
    {
        await using var journal = await Open(file.Path);
        Round round = new(machines);
        var turns = Enumerable.Range(0, machines)
            .Select(i => new CountingTurn(new(new("Order", $"{i}")), round))
            .ToArray();
        AppendAll(2);
        round.MeasuresWriter = true;
        Assert.Equal(0, Allocated.By(() => AppendAll(50)));
        Assert.Equal(0, round.AllocatedByWriter());

        void AppendAll(int times)
        {
            for (var i = 0; i < times; i++)
            {
                round.Begin();
                foreach (var turn in turns)
                    turn.AppendTo(journal);
                round.Wait();
            }
        }
    }

    /// <summary>Waits until all turns of a round are stored, and reads what the writer's thread allocates from round to round.</summary>
    private sealed class Round(int turns)
    {
        private readonly ManualResetEventSlim stored = new();
        private readonly List<long> allocated = new(10_000);
        private long before;
        private int missing;

        internal bool MeasuresWriter { get; set; }

        internal void Begin()
        {
            stored.Reset();
            missing = turns;
        }

        internal void Wait() => Assert.True(stored.Wait(Hang));

        internal long AllocatedByWriter()
        {
            allocated.Sort();
            return allocated[allocated.Count / 2];
        }

        internal void OnCommitted()
        {
            if (Interlocked.Decrement(ref missing) > 0)
                return;
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (MeasuresWriter && before > 0)
                allocated.Add(now - before);
            before = now;
            stored.Set();
        }
    }

    private sealed class CountingTurn(JournaledMachine machine, Round round) : JournalTurn
    {
        private static readonly byte[] Content = new byte[53];
        private long sequence;

        public override JournaledMachine Machine => machine;

        public override int RecordCount => 1;

        public override int MessageCount => 1;

        public override MachineIndex? Index => new(sequence, HasPendingEffects: true, HasEnded: false);

        public override long RemovesBefore => 0;

        public override JournalRecord GetRecord(int index) => new(sequence, RecordKind.Event, sequence, 7, "message", Content);

        public override OutboxMessage GetMessage(int index) => new(0, "Paid", machine.Id, Content);

        public override void OnCommitted() => round.OnCommitted();

        public override void OnFailed(JournalException error) => round.OnCommitted();

        internal void AppendTo(SqliteJournal journal)
        {
            sequence++;
            journal.Append(this);
        }
    }
}
