using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing;
using CoroFsm.Testing.Durability;
using static CoroFsm.Durability.Tests.Journals.MemoryJournals;

namespace CoroFsm.Durability.Tests.Journals;

/// <summary>What a test can make a <see cref="MemoryJournal"/> do, and what remains in its storage.</summary>
public sealed class MemoryJournalTests
{
    [Fact]
    public async Task CommitAsync_Manual_CommitsAndNotifiesOnTheCallingThread()
    {
        var journal = await OpenAsync(new());
        var machine = New("a");
        var threads = new List<int>();
        var turns = Enumerable.Range(1, 3)
            .Select(number => new TestTurn(machine, TestRecords.Event(number))
            {
                Committed = () => threads.Add(Environment.CurrentManagedThreadId),
            })
            .ToArray();
        foreach (var turn in turns)
            journal.Append(turn);
        Assert.Equal(3, journal.QueuedCount);
        Assert.Empty(await SequencesAsync(journal, "a"));

        var thread = Environment.CurrentManagedThreadId;
        Assert.Equal(2, Now(journal.CommitAsync(maxWrites: 2)));
        Assert.Equal([thread, thread], threads);
        Assert.Equal([1, 1, 0], turns.Select(turn => turn.Notifications));
        Assert.Equal(1, Now(journal.CommitAsync()));
        Assert.Equal(0, Now(journal.CommitAsync()));

        Assert.Equal([1, 2, 3], await SequencesAsync(journal, "a"));
        Assert.Equal(new JournalStatistics(Commits: 2, Records: 3, Failures: 0), journal.Statistics);
    }

    [Fact]
    public async Task CommitAsync_FromNotification_Throws()
    {
        var journal = await OpenAsync(new());
        Exception? error = null;
        journal.Append(new TestTurn(New("a"), TestRecords.Event(1))
        {
            Committed = () => error = Record.Exception(() => Now(journal.CommitAsync())),
        });

        Now(journal.CommitAsync());

        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public async Task CommitAsync_AutomaticJournal_Throws()
    {
        await using var journal = new MemoryJournal();
        await journal.OpenAsync(Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await journal.CommitAsync());
    }

    [Theory]
    [InlineData(CommitFault.NotStored, typeof(JournalException), false)]
    [InlineData(CommitFault.UnsureNotStored, typeof(JournalUnsureException), false)]
    [InlineData(CommitFault.UnsureStored, typeof(JournalUnsureException), true)]
    [InlineData(CommitFault.Conflict, typeof(JournalConflictException), false)]
    public async Task InjectFault_NextCommit_FailsItsTurnsAndBreaksTheirMachines(CommitFault fault, Type error, bool isStored)
    {
        var journal = await OpenAsync(new());
        var (first, second) = (New("first"), New("second"));
        TestTurn[] turns =
        [
            Append(journal, first, TestRecords.Event(1)),
            Append(journal, first, TestRecords.Event(2)),
            Append(journal, second, TestRecords.Event(1)),
        ];
        journal.InjectFault(fault);

        Now(journal.CommitAsync());
        var late = Append(journal, first, TestRecords.Event(3));
        Now(journal.CommitAsync());

        Assert.IsType(error, await Record.ExceptionAsync(() => turns[0].Stored));
        Assert.IsType(error, first.Failure);
        Assert.Same(first.Failure, await Record.ExceptionAsync(() => turns[1].Stored));
        Assert.Same(first.Failure, await Record.ExceptionAsync(() => late.Stored));
        Assert.Equal(fault == CommitFault.Conflict, second.Failure is null);
        Assert.Equal(isStored ? [1, 2] : [], await SequencesAsync(journal, "first"));
        Assert.Equal(isStored || fault == CommitFault.Conflict ? [1] : [], await SequencesAsync(journal, "second"));
        Assert.Equal(fault == CommitFault.Conflict ? 0 : 1, journal.Statistics.Failures);
        Assert.All(turns, turn => Assert.Equal(1, turn.Notifications));
    }

    [Fact]
    public async Task InjectFault_CommitOfRemovals_DoesNotTakeIt()
    {
        var journal = await OpenAsync(new());
        var machine = New("a");
        var turn = new TestTurn(machine, TestRecords.Event(1)) { Messages = { ("Note", null, [1]), ("Note", null, [2]) } };
        journal.Append(turn);
        Now(journal.CommitAsync());
        journal.InjectFault(CommitFault.NotStored);

        journal.RemoveMessage(machine.Id, 1, 0);
        Now(journal.CommitAsync());

        Assert.Equal(1, journal.Storage.MessageCount);
        var next = Append(journal, machine, TestRecords.Event(2));
        Now(journal.CommitAsync());
        await Assert.ThrowsAsync<JournalException>(() => next.Stored);
    }

    [Fact]
    public async Task RemoveMessage_InFailedCommit_IsStoredByTheNext()
    {
        var journal = await OpenAsync(new());
        var machine = New("a");
        journal.Append(new TestTurn(machine, TestRecords.Event(1)) { Messages = { ("Note", null, [1]) } });
        Now(journal.CommitAsync());
        journal.RemoveMessage(machine.Id, 1, 0);
        var turn = Append(journal, machine, TestRecords.Event(2));
        journal.InjectFault(CommitFault.NotStored);

        Now(journal.CommitAsync());
        Assert.Equal(1, journal.Storage.MessageCount);
        Now(journal.CommitAsync());

        await Assert.ThrowsAsync<JournalException>(() => turn.Stored);
        Assert.Equal(0, journal.Storage.MessageCount);
    }

    [Fact]
    public async Task FaultSource_SameSeed_FailsTheSameCommits()
    {
        Assert.Equal(await FailuresAsync(7), await FailuresAsync(7));
        Assert.NotEqual(await FailuresAsync(7), await FailuresAsync(8));

        static async Task<List<bool>> FailuresAsync(ulong seed)
        {
            var journal = await OpenAsync(new());
            var random = new SimulatedRandom(seed);
            journal.FaultSource = () => random.Next(3) == 0 ? CommitFault.NotStored : CommitFault.None;
            var failures = new List<bool>();
            for (var i = 0; i < 40; i++)
            {
                var machine = New($"{i}");
                Append(journal, machine, TestRecords.Event(1));
                Now(journal.CommitAsync());
                failures.Add(machine.Failure is not null);
            }

            return failures;
        }
    }

    [Fact]
    public async Task InjectReadFault_NextReads_Fail()
    {
        var journal = await OpenAsync(new());
        Append(journal, New("a"), TestRecords.Event(1));
        Now(journal.CommitAsync());
        journal.InjectReadFault(2);

        await Assert.ThrowsAsync<JournalException>(() => SequencesAsync(journal, "a"));
        await Assert.ThrowsAsync<JournalException>(async () =>
        {
            await foreach (var entry in journal.ListAsync(null, MachineFilter.All, Cancellation))
                Assert.Fail($"{entry} was listed.");
        });
        Assert.Equal([1], await SequencesAsync(journal, "a"));
    }

    [Fact]
    public async Task Hold_AutomaticJournal_DelaysCommitsUntilRelease()
    {
        await using var journal = new MemoryJournal();
        await journal.OpenAsync(Cancellation);
        journal.Hold();
        var machine = New("a");
        var turns = Enumerable.Range(1, 10).Select(number => Append(journal, machine, TestRecords.Event(number))).ToArray();
        Assert.Empty(await SequencesAsync(journal, "a"));
        Assert.Equal(10, journal.QueuedCount);

        journal.Release();
        await Task.WhenAll(turns.Select(turn => turn.Stored));

        Assert.Equal(1, journal.Statistics.Commits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DisposeAsync_WhileHeldOrManual_StoresWhatIsQueued(bool commitsManually)
    {
        var storage = new MemoryJournalStorage();
        var journal = new MemoryJournal(storage) { CommitsManually = commitsManually };
        await journal.OpenAsync(Cancellation);
        journal.Hold();
        var turn = Append(journal, New("a"), TestRecords.Event(1));

        await journal.DisposeAsync();

        await turn.Stored;
        Assert.Equal([1], await SequencesAsync(await OpenAsync(storage), "a"));
    }

    [Fact]
    public async Task Append_NumberThatLeavesAGap_FailsTheCommitLoudly()
    {
        var journal = await OpenAsync(new());
        var turn = Append(journal, New("a"), TestRecords.Event(2));

        Now(journal.CommitAsync());

        var error = await Assert.ThrowsAsync<JournalException>(() => turn.Stored);
        Assert.Contains("record 2 where record 1 follows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_BeforeOpenAsync_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Append(new MemoryJournal(), New("a"), TestRecords.Event(1)));

    [Fact]
    public async Task BackUpAsync_Always_NamesTheCure()
    {
        var error = await Assert.ThrowsAsync<NotSupportedException>(
            async () => await new MemoryJournal().BackUpAsync("file", Cancellation));

        Assert.Contains(nameof(MemoryJournalStorage.Copy), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_ConnectionCommitOrUseAfterTheEnd_ThrowsWithTheCure()
    {
        var journal = await OpenAsync(new());
        MemoryTransaction? kept = null;
        var turn = new TestTransaction(
            New("a"),
            (transaction, _) =>
            {
                kept = (MemoryTransaction)transaction;
                kept.SetValue("key", "value");
                Assert.Equal("value", kept.GetValue("key"));
                Assert.Contains(":memory:", Assert.Throws<NotSupportedException>(() => kept.Connection).Message, StringComparison.Ordinal);
                Assert.Throws<NotSupportedException>(kept.Commit);
                Assert.Throws<NotSupportedException>(kept.Rollback);
                return ValueTask.CompletedTask;
            },
            error => error is null ? [TestRecords.Event(1)] : throw error);
        journal.Append(turn);

        Now(journal.CommitAsync());

        await turn.Stored;
        Assert.Throws<InvalidOperationException>(() => kept!.SetValue("key", "late"));
        Assert.Equal("value", journal.Storage.GetValue("key"));
    }
}
