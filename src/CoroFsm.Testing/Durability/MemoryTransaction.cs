using System.Data;
using System.Data.Common;

namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents the transaction that the work of a transactional effect receives from a <see cref="MemoryJournal"/>. It stores named values
/// instead of rows.
/// </summary>
public sealed class MemoryTransaction : DbTransaction
{
    private readonly JournalCommit commit;
    private readonly JournalState before;
    private bool hasEnded;

    internal MemoryTransaction(JournalCommit commit) => (this.commit, before) = (commit, commit.State);

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    /// <inheritdoc/>
    protected override DbConnection DbConnection => throw new NotSupportedException(
        "The transaction of a MemoryJournal has no connection. Use its GetValue and SetValue, or a SqliteJournal with \":memory:\".");

    /// <summary>Returns a value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value; null if there is none.</returns>
    /// <exception cref="InvalidOperationException">The work has ended.</exception>
    public string? GetValue(string key)
    {
        ThrowIfEnded();
        return commit.State.Values.GetValueOrDefault(key);
    }

    /// <summary>Stores a value. It is committed together with the result of the work.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The work has ended.</exception>
    public void SetValue(string key, string value)
    {
        ThrowIfEnded();
        commit.State = commit.State with { Values = commit.State.Values.SetItem(key, value) };
    }

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Commit() => throw OwnedByJournal();

    /// <summary>Not supported.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Rollback() => throw OwnedByJournal();

    internal void End() => hasEnded = true;

    /// <summary>Drops what the work and what followed it have stored.</summary>
    internal void Undo() => commit.State = before;

    private static NotSupportedException OwnedByJournal() =>
        new("The transaction belongs to the journal, which commits it. Throw an exception to roll it back.");

    private void ThrowIfEnded()
    {
        if (hasEnded)
            throw new InvalidOperationException("The work of this transaction has ended. Use the transaction only until the work returns.");
    }
}
