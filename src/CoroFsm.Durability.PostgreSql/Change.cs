using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Represents a change of a machine from outside, which waits for its turns and lets later ones wait, as a turn does.</summary>
/// <param name="id">The machine.</param>
/// <param name="work">Makes the change.</param>
internal sealed class Change(MachineId id, Func<Task> work) : JournalTurn
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override JournaledMachine Machine { get; } = new(id);

    /// <inheritdoc/>
    public override int RecordCount => 0;

    /// <inheritdoc/>
    public override int MessageCount => 0;

    /// <inheritdoc/>
    public override MachineIndex? Index => null;

    /// <inheritdoc/>
    public override long RemovesBefore => 0;

    /// <summary>Gets the task that ends with the change.</summary>
    internal Task Completion => completion.Task;

    /// <inheritdoc/>
    public override JournalRecord GetRecord(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override OutboxMessage GetMessage(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    public override void OnCommitted() => completion.TrySetResult();

    /// <inheritdoc/>
    public override void OnFailed(JournalException error) => completion.TrySetException(error);

    /// <summary>Makes the change. Does not throw: the exception goes to the task.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await work().ConfigureAwait(false);
            completion.TrySetResult();
        }
        catch (OperationCanceledException error)
        {
            completion.TrySetCanceled(error.CancellationToken);
        }
        catch (Exception error)
        {
            completion.TrySetException(error);
        }
    }
}
