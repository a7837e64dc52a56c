using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing.Durability;
using static CoroFsm.Durability.Tests.Journals.MemoryJournals;

namespace CoroFsm.Durability.Tests.Journals;

/// <summary>A journal in memory crashes and loses power when a test says so, and its storage outlives it.</summary>
public sealed class MemoryJournalCrashTests
{
    [Theory]
    [InlineData(CommitFault.CrashNotStored, false)]
    [InlineData(CommitFault.CrashStored, true)]
    public async Task InjectFault_Crash_NotifiesNoTurn(CommitFault fault, bool isStored)
    {
        var storage = new MemoryJournalStorage();
        var journal = await OpenAsync(storage);
        var turn = Append(journal, New("a"), TestRecords.Event(1));
        journal.InjectFault(fault);

        Now(journal.CommitAsync());

        Assert.Equal(0, turn.Notifications);
        Assert.Equal(isStored ? [1] : [], await SequencesAsync(await OpenAsync(storage), "a"));
        await Assert.ThrowsAsync<JournalException>(() => SequencesAsync(journal, "a"));
    }

    [Fact]
    public async Task Crash_QueuedTurns_VanishWithoutNotification()
    {
        var storage = new MemoryJournalStorage();
        var journal = await OpenAsync(storage);
        var machine = New("a");
        Append(journal, machine, TestRecords.Event(1));
        Now(journal.CommitAsync());
        var queued = Append(journal, machine, TestRecords.Event(2));
        var parking = journal.ParkAsync(machine.Id, "reason", Cancellation).AsTask();

        journal.Crash();
        var late = Append(journal, machine, TestRecords.Event(3));
        Assert.Equal(0, Now(journal.CommitAsync()));

        Assert.Equal(0, queued.Notifications + late.Notifications);
        await Assert.ThrowsAsync<JournalException>(() => parking);
        await Assert.ThrowsAsync<JournalException>(async () => await journal.PurgeAsync(machine.Id, Cancellation));
        await journal.DisposeAsync();
        Assert.Equal([1], await SequencesAsync(await OpenAsync(storage), "a"));
    }

    [Fact]
    public async Task Crash_DuringTransaction_LetsAnotherJournalWrite()
    {
        var storage = new MemoryJournalStorage();
        var journal = await OpenAsync(storage);
        var work = new TaskCompletionSource();
        var transaction = new TestTransaction(
            New("a"),
            async (values, _) =>
            {
                ((MemoryTransaction)values).SetValue("key", "value");
                await work.Task;
            },
            _ => [TestRecords.Event(1)]);
        journal.Append(transaction);
        var commit = journal.CommitAsync().AsTask();
        Assert.False(commit.IsCompleted);
        var next = await OpenAsync(storage);
        var turn = Append(next, New("b"), TestRecords.Event(1));
        var waiting = next.CommitAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        journal.Crash();
        Assert.Equal(1, await waiting);
        work.SetResult();
        await commit;

        await turn.Stored;
        Assert.Equal(0, transaction.Notifications);
        Assert.Null(storage.GetValue("key"));
        Assert.Empty(await SequencesAsync(next, "a"));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task LosePower_AcknowledgedCommits_SurviveIfSynchronous(bool isSynchronous, int survivors)
    {
        var storage = new MemoryJournalStorage { IsSynchronous = isSynchronous };
        var journal = await OpenAsync(storage);
        var machine = New("a");
        Append(journal, machine, TestRecords.Event(1));
        Now(journal.CommitAsync());
        storage.Synchronize();
        var acknowledged = Append(journal, machine, TestRecords.Event(2));
        Now(journal.CommitAsync());
        await acknowledged.Stored;
        var queued = Append(journal, machine, TestRecords.Event(3));

        storage.LosePower();

        Assert.Equal(0, queued.Notifications);
        Assert.Equal(survivors, (await SequencesAsync(await OpenAsync(storage), "a")).Count);
    }

    [Fact]
    public async Task Copy_LaterCommits_ChangeOnlyTheOriginal()
    {
        var storage = new MemoryJournalStorage();
        var journal = await OpenAsync(storage);
        var machine = New("a");
        Append(journal, machine, TestRecords.Event(1));
        Now(journal.CommitAsync());
        var copy = storage.Copy();
        Append(journal, machine, TestRecords.Event(2));
        Now(journal.CommitAsync());

        Assert.Equal([1, 2], await SequencesAsync(await OpenAsync(storage), "a"));
        Assert.Equal([1], await SequencesAsync(await OpenAsync(copy), "a"));
    }
}
