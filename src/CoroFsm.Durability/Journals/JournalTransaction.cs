using System.Data.Common;

namespace CoroFsm.Durability.Journals;

/// <summary>
/// Represents a turn whose input is the result of work in the journal's own transaction: the work and its record are committed together.
/// </summary>
/// <remarks>
/// <para>When its turn to be written comes, the journal sets a savepoint, awaits <see cref="ExecuteAsync"/>, and calls
/// <see cref="Complete"/>, which runs the machine. If that returns false, the journal rolls back to the savepoint and stores nothing of
/// this turn. If <see cref="ExecuteAsync"/> threw, it rolls back first, and passes the exception.</para>
/// <para><b>The records exist only after <see cref="Complete"/>, and have higher numbers than all turns of the machine that were appended
/// before it returned.</b> So the journal then takes what is queued for the machine and writes it before this turn, in the same
/// transaction.</para>
/// </remarks>
public abstract class JournalTransaction : JournalTurn
{
    /// <summary>Does the work.</summary>
    /// <param name="transaction">The transaction, with its connection. The work must neither commit it nor roll it back.</param>
    /// <param name="cancellationToken">Cancelled when the machine no longer waits for the work, or the journal closes.</param>
    /// <returns>The task of the work.</returns>
    public abstract ValueTask ExecuteAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Runs the machine with the result of the work. Does not throw.</summary>
    /// <param name="error">The exception of the work; null if it has succeeded.</param>
    /// <returns>False if the machine no longer waits for it: then nothing of the work must remain.</returns>
    public abstract bool Complete(Exception? error);
}
