using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Which failures of PostgreSQL mean what, and the exceptions that say so.</summary>
internal static class Faults
{
    /// <summary>The times that a commit is repeated after the server ended it in favor of another.</summary>
    internal const int MaximumRepeats = 5;

    /// <summary>
    /// Returns whether the transaction of a commit was surely rolled back. An error of the server is; a fatal one may have ended the
    /// session after the commit, and so may a lost connection or a timeout.
    /// </summary>
    internal static bool IsSurelyNotStored(Exception error, NpgsqlConnection connection) => error switch
    {
        PostgresException { InvariantSeverity: "ERROR", SqlState: not PostgresErrorCodes.QueryCanceled } => true,
        NpgsqlException => false,
        _ => connection.FullState == System.Data.ConnectionState.Open,
    };

    /// <summary>Returns whether a failure has its cause in the data of one turn, and the other turns can be stored without it.</summary>
    internal static bool IsOfOneTurn(Exception error) => error switch
    {
        PostgresException server => server.SqlState == PostgresErrorCodes.UniqueViolation
            || server.SqlState.StartsWith("22", StringComparison.Ordinal),
        ArgumentException => true,
        _ => false,
    };

    /// <summary>Returns whether the server has ended a transaction in favor of another, so that it may be repeated.</summary>
    internal static bool IsRepeatable(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Returns whether an exception comes from the storage or the way to it.</summary>
    internal static bool IsOfStorage(Exception error) =>
        error is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    /// <summary>Returns the exception for a turn that another owner was faster than.</summary>
    internal static JournalConflictException Conflict(MachineId id, Exception? cause = null) => new(
        $"Another host has written to the journal of {id}, or has removed it. Load the machine again.", cause);

    /// <summary>Returns the exception for a turn whose commit has failed.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="error">The cause.</param>
    /// <param name="unsure">Whether the turn may be stored.</param>
    internal static JournalException NotStored(MachineId id, Exception error, bool unsure)
    {
        if (error is JournalException known)
            return known;
        if (unsure)
        {
            return new JournalUnsureException(
                $"It is unknown whether the turn of {id} was stored: {error.Message} Load the machine again to find out.", error);
        }

        return error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            ? Conflict(id, error)
            : new JournalException($"The turn of {id} was not stored: {error.Message} Load the machine again.", error);
    }

    /// <summary>Returns the exception for a turn of a machine that was broken before.</summary>
    internal static JournalException OfBroken(JournaledMachine machine) => machine.Failure as JournalException
        ?? new JournalException($"A turn of {machine.Id} was not stored before. Load the machine again.", machine.Failure);

    /// <summary>Breaks the machine of a turn, then reports the failure of the turn.</summary>
    internal static void Fail(JournalTurn turn, JournalException error)
    {
        turn.Machine.Break(error);
        turn.OnFailed(error);
    }
}
