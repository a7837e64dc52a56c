using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Append_NumberOfAnotherHost_Conflicts()
    {
        await StoreAsync("shared", 2);
        var mine = (await ReadAsync("shared")).Entry!.Machine;
        var theirs = (await ReadAsync("shared")).Entry!.Machine;
        await Append(mine, TestRecords.Event(3, "mine")).Stored;

        var turn = Append(theirs, TestRecords.Event(3, "theirs"));

        var error = await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
        Assert.Contains("shared", error.Message, StringComparison.Ordinal);
        Assert.IsType<JournalConflictException>(theirs.Failure);
        Assert.Null(mine.Failure);
        Assert.Equal(1, turn.Notifications);
        Assert.Contains(TestRecords.Event(3, "mine").Describe(), (await ReadAsync("shared")).Records);
    }

    [Fact]
    public async Task Append_SecondCreation_Conflicts()
    {
        var first = New("created twice");
        var second = New("created twice");
        var firstTurn = Append(first, TestRecords.Event(1, "first"));
        var secondTurn = Append(second, TestRecords.Event(1, "second"));

        await firstTurn.Stored;
        await Assert.ThrowsAsync<JournalConflictException>(() => secondTurn.Stored);
        Assert.IsType<JournalConflictException>(second.Failure);
        await Append(first, TestRecords.Event(2)).Stored;
        Assert.Equal(
            [TestRecords.Event(1, "first").Describe(), TestRecords.Event(2).Describe()], (await ReadAsync("created twice")).Records);
    }

    [Fact]
    public async Task Append_CreationByTwoJournals_ConflictsForOne()
    {
        var other = await OpenAsync();
        await StoreAsync("created");

        var turn = new TestTurn(New("created"), TestRecords.Event(1));
        other.Append(turn);

        await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
    }

    [Fact]
    public async Task Append_StaleTurnAfterRemovals_Conflicts()
    {
        await StoreAsync("compacted", 3);
        var stale = (await ReadAsync("compacted")).Entry!.Machine;
        var current = (await ReadAsync("compacted")).Entry!.Machine;
        await Append(new TestTurn(current, TestRecords.Event(4), TestRecords.Event(5)) { RemovedBefore = 5 }).Stored;

        var turn = Append(stale, TestRecords.Event(4, "stale"));

        await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
        Assert.Equal([5], await SequencesAsync("compacted"));
    }

    [Fact]
    public async Task Append_AfterConflict_FailsWithTheFirstFailure()
    {
        await StoreAsync("broken", 1);
        var machine = (await ReadAsync("broken")).Entry!.Machine;
        TestTurn[] turns =
        [
            Append(machine, TestRecords.Event(1)),
            Append(machine, TestRecords.Event(2)),
            Append(machine, TestRecords.Event(3)),
        ];

        foreach (var turn in turns)
        {
            var error = await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
            Assert.Same(machine.Failure, error);
        }

        await Assert.ThrowsAsync<JournalConflictException>(() => Append(machine, TestRecords.Event(4)).Stored);
        Assert.Equal([1], await SequencesAsync("broken"));
    }

    [Fact]
    public async Task Append_MachineBrokenByHost_Fails()
    {
        var machine = await StoreAsync("abandoned");
        machine.Break(new JournalException("abandoned by the test"));

        var error = await Assert.ThrowsAsync<JournalException>(() => Append(machine, TestRecords.Event(2)).Stored);

        Assert.Same(machine.Failure, error);
        Assert.Equal([1], await SequencesAsync("abandoned"));
    }

    [Fact]
    public async Task Append_Conflict_LeavesOtherTurnsOfTheCommit()
    {
        await StoreAsync("conflict");
        var others = Enumerable.Range(0, 20).Select(number => New($"other {number:00}")).ToArray();
        var before = others[..10].Select(machine => Append(machine, TestRecords.Event(1))).ToArray();
        var turn = Append(new TestTurn(New("conflict"), TestRecords.Event(1), TestRecords.Event(2))
        {
            NewIndex = new(5, HasPendingEffects: true, HasEnded: true),
            Messages = { ("Note", null, [1]) },
            RemovedBefore = 2,
        });
        var after = others[10..].Select(machine => Append(machine, TestRecords.Event(1))).ToArray();

        await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
        await Task.WhenAll(before.Concat(after).Select(other => other.Stored));

        var (entry, records) = await ReadAsync("conflict");
        Assert.Equal([TestRecords.Event(1).Describe()], records);
        Assert.Equal(MachineIndex.None, entry!.Index);
        Assert.Empty(await OutboxAsync());
        foreach (var machine in others)
            Assert.Equal([1], await SequencesAsync(machine.Id.Key));
        Assert.Equal(0, Journal.Statistics.Failures);
    }

    [Fact]
    public async Task Append_ConflictInLaterRecord_StoresNothingOfTheTurn()
    {
        await StoreAsync("partly", 3);
        var machine = (await ReadAsync("partly")).Entry!.Machine;

        var turn = Append(machine, TestRecords.Event(3, "again"), TestRecords.Event(4));

        await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
        Assert.Equal([1, 2, 3], await SequencesAsync("partly"));
    }
}
