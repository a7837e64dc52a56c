using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Sqlite.Tests.Disks;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>What remains of acknowledged turns when the power fails: a disk forgets what was written and not synced.</summary>
public sealed class PowerLossTests : IDisposable
{
    private const int Machines = 4;
    private const int Turns = 300;

    private readonly TestFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Append_FullAndPowerFails_LosesNothingAcknowledged() =>
        Assert.Equal(0, await LostAfterPowerLosses(SqliteSynchronous.Full));

    [Fact]
    public async Task Append_NormalAndPowerFails_LosesAcknowledgedTurns() =>
        Assert.InRange(await LostAfterPowerLosses(SqliteSynchronous.Normal), 1, int.MaxValue);

    [Fact]
    public async Task Append_SyncFails_IsUnsureAndTheJournalGoesOn()
    {
        await using SqliteJournal journal = new(LossyDisk.UriOf(file.Path));
        await journal.OpenAsync();
        JournaledMachine machine = new(Tea);
        await journal.Store(machine, 1);
        LossyDisk.FailSyncs(Path.GetDirectoryName(file.Path)!, fails: true);
        await Assert.ThrowsAsync<JournalUnsureException>(() => journal.Store(machine, 2));
        await Assert.ThrowsAsync<JournalUnsureException>(() => journal.Store(machine, 3));
        LossyDisk.FailSyncs(Path.GetDirectoryName(file.Path)!, fails: false);
        var (entry, records) = await journal.Load(Tea);
        var next = records[^1].Sequence + 1;
        await journal.Store(entry!.Machine, next);
        Assert.EndsWith($"{next}", await journal.Numbers(Tea), StringComparison.Ordinal);
    }

    /// <summary>Loses power several times while machines write, and counts the acknowledged turns that are absent afterwards.</summary>
    private async Task<int> LostAfterPowerLosses(SqliteSynchronous synchronous)
    {
        await using SqliteJournal journal = new(new SqliteJournalOptions { Path = LossyDisk.UriOf(file.Path), Synchronous = synchronous });
        await journal.OpenAsync();
        var acknowledged = new int[Machines];
        var losses = new List<(string Folder, int[] Acknowledged)>();
        await Task.WhenAll(Enumerable.Range(0, Machines).Select(Write));
        Assert.Equal(4, losses.Count);

        var lost = 0;
        foreach (var (folder, before) in losses)
        {
            await using var survivor = await Open(Path.Combine(folder, "journal.db"));
            for (var i = 0; i < Machines; i++)
            {
                var (_, records) = await survivor.Load(new("Order", $"{i}"));
                Assert.Equal(Enumerable.Range(1, records.Count).Select(n => (long)n), records.Select(r => r.Sequence));
                lost += Math.Max(0, before[i] - records.Count);
            }
        }

        return lost;

        async Task Write(int number)
        {
            JournaledMachine machine = new(new("Order", $"{number}"));
            for (var i = 1; i <= Turns; i++)
            {
                await journal.Store(new TestTurn(machine, TestTurn.Record(i, new string('x', 500))));
                Volatile.Write(ref acknowledged[number], i);
                if (number == 0 && i % (Turns / 4) == 0)
                    losses.Add(LosePower());
            }
        }

        (string Folder, int[] Acknowledged) LosePower()
        {
            // What is acknowledged is counted first: more may be by the time the power fails.
            int[] before = [.. acknowledged.Select((_, i) => Volatile.Read(ref acknowledged[i]))];
            var folder = Directory.CreateDirectory(file.In($"loss-{losses.Count}")).FullName;
            LossyDisk.LosePower(Path.GetDirectoryName(file.Path)!, folder);
            return (folder, before);
        }
    }
}
