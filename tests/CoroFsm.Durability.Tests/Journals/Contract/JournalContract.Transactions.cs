using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Transaction_WorkSucceeds_StoresWorkAndRecordTogether()
    {
        var machine = await StoreAsync("paid");
        Exception? passed = new InvalidOperationException("not called");
        var turn = new TestTransaction(
            machine,
            (transaction, _) => WriteValueAsync(transaction, "account", "100"),
            error =>
            {
                passed = error;
                return [TestRecords.Event(2, "paid")];
            });

        Journal.Append(turn);
        await turn.Stored;

        Assert.Null(passed);
        Assert.Equal("100", await ReadValueAsync("account"));
        Assert.Equal([1, 2], await SequencesAsync("paid"));
        Assert.Equal(1, turn.Notifications);
        await Append(machine, TestRecords.Event(3)).Stored;
        await ReopenAsync();
        Assert.Equal([1, 2, 3], await SequencesAsync("paid"));
        Assert.Equal("100", await ReadValueAsync("account"));
    }

    [Fact]
    public async Task Transaction_WorkThrows_RollsItBackAndStoresTheRecord()
    {
        var machine = await StoreAsync("failed");
        var thrown = new InvalidOperationException("no funds");
        Exception? passed = null;
        var turn = new TestTransaction(
            machine,
            async (transaction, _) =>
            {
                await WriteValueAsync(transaction, "account", "100");
                throw thrown;
            },
            error =>
            {
                passed = error;
                return [TestRecords.Event(2, "no funds")];
            });

        Journal.Append(turn);
        await turn.Stored;

        Assert.Same(thrown, passed);
        Assert.Null(await ReadValueAsync("account"));
        Assert.Equal([1, 2], await SequencesAsync("failed"));
        Assert.Null(machine.Failure);
    }

    [Fact]
    public async Task Transaction_MachineNoLongerWaits_NothingRemains()
    {
        var machine = await StoreAsync("left");
        var turn = new TestTransaction(machine, (transaction, _) => WriteValueAsync(transaction, "account", "100"), _ => null);

        Journal.Append(turn);
        await turn.Completed;
        await Append(machine, TestRecords.Event(2)).Stored;

        Assert.Null(await ReadValueAsync("account"));
        Assert.Equal([1, 2], await SequencesAsync("left"));
        Assert.Null(machine.Failure);
        Assert.Equal(0, turn.Notifications);
    }

    [Fact]
    public async Task Transaction_TurnsAppendedMeanwhile_AreStoredBefore()
    {
        var machine = await StoreAsync("busy");
        TestTurn? meanwhile = null;
        TestTurn? during = null;
        var turn = new TestTransaction(
            machine,
            async (transaction, _) =>
            {
                await WriteValueAsync(transaction, "account", "100");
                meanwhile = Append(machine, TestRecords.Event(2, "meanwhile"));
            },
            _ =>
            {
                during = Append(machine, TestRecords.Event(3, "during"));
                return [TestRecords.Event(4, "result")];
            });

        Journal.Append(turn);
        await turn.Stored;
        await Append(machine, TestRecords.Event(5)).Stored;

        await meanwhile!.Stored;
        await during!.Stored;
        Assert.Equal([1, 2, 3, 4, 5], await SequencesAsync("busy"));
        Assert.Null(machine.Failure);
    }

    [Fact]
    public async Task Transaction_TurnsQueuedBeforeAndAfter_AreStoredInTheOrderOfNumbers()
    {
        var machine = New("around");
        var before = Append(machine, TestRecords.Event(1));
        var turn = new TestTransaction(machine, static (_, _) => ValueTask.CompletedTask, _ => [TestRecords.Event(3)]);
        Journal.Append(turn);
        var after = Append(machine, TestRecords.Event(2));

        await Task.WhenAll(before.Stored, turn.Stored, after.Stored);

        Assert.Equal([1, 2, 3], await SequencesAsync("around"));
    }

    [Fact]
    public async Task Transaction_OtherMachines_AreStoredWithIt()
    {
        var machine = await StoreAsync("transaction");
        var others = Enumerable.Range(0, 10).Select(number => New($"other {number}")).ToArray();
        var turn = new TestTransaction(machine, static (_, _) => throw new InvalidOperationException("no"), _ => null);

        var first = others[..5].Select(other => Append(other, TestRecords.Event(1))).ToArray();
        Journal.Append(turn);
        var second = others[5..].Select(other => Append(other, TestRecords.Event(1))).ToArray();

        await Task.WhenAll(first.Concat(second).Select(other => other.Stored));
        foreach (var other in others)
            Assert.Equal([1], await SequencesAsync(other.Id.Key));
        Assert.Equal([1], await SequencesAsync("transaction"));
    }

    [Fact]
    public async Task Transaction_Several_AreStoredEach()
    {
        var machines = Enumerable.Range(0, 5).Select(number => New($"machine {number}")).ToArray();
        var turns = machines.Select(machine => new TestTransaction(
            machine,
            (transaction, _) => WriteValueAsync(transaction, machine.Id.Key, "done"),
            _ => [TestRecords.Event(1)])).ToArray();

        foreach (var turn in turns)
            Journal.Append(turn);
        await Task.WhenAll(turns.Select(turn => turn.Stored));

        foreach (var machine in machines)
        {
            Assert.Equal("done", await ReadValueAsync(machine.Id.Key));
            Assert.Equal([1], await SequencesAsync(machine.Id.Key));
        }
    }

    [Fact]
    public async Task Transaction_OfConflictingMachine_StoresNothingOfItsWork()
    {
        await StoreAsync("conflict", 2);
        var stale = (await ReadAsync("conflict")).Entry!.Machine;
        var turn = new TestTransaction(
            stale,
            (transaction, _) => WriteValueAsync(transaction, "account", "100"),
            _ => [TestRecords.Event(2, "again")]);

        Journal.Append(turn);

        await Assert.ThrowsAsync<JournalConflictException>(() => turn.Stored);
        Assert.IsType<JournalConflictException>(stale.Failure);
        Assert.Null(await ReadValueAsync("account"));
        Assert.DoesNotContain(TestRecords.Event(2, "again").Describe(), (await ReadAsync("conflict")).Records);
    }

    [Fact]
    public async Task Transaction_OfBrokenMachine_FailsWithoutItsWork()
    {
        var machine = await StoreAsync("broken");
        machine.Break(new JournalException("abandoned by the test"));
        var calls = 0;
        var turn = new TestTransaction(
            machine,
            (_, _) =>
            {
                calls++;
                return ValueTask.CompletedTask;
            },
            _ => [TestRecords.Event(2)]);

        Journal.Append(turn);

        Assert.Same(machine.Failure, await Assert.ThrowsAsync<JournalException>(() => turn.Stored));
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Transaction_Disposal_CancelsItsWork()
    {
        var machine = await StoreAsync("cancelled");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Exception? passed = null;
        var turn = new TestTransaction(
            machine,
            async (_, cancellationToken) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            error =>
            {
                passed = error;
                return null;
            });
        Journal.Append(turn);
        await started.Task.WaitAsync(Patience, Cancellation);

        await ReopenAsync();

        Assert.IsAssignableFrom<OperationCanceledException>(passed);
        Assert.Equal([1], await SequencesAsync("cancelled"));
    }
}
