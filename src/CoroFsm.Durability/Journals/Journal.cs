namespace CoroFsm.Durability.Journals;

/// <summary>Represents the storage of durable machines: the records of each, its place in the index, and the outbox.</summary>
/// <remarks>Thread-safe, except that a journal is opened before it is used. Several hosts of one process may share it.</remarks>
public abstract class Journal : IAsyncDisposable
{
    /// <summary>Gets a short description for messages and logs, such as "SQLite orders.db". Contains no secret.</summary>
    public abstract string Description { get; }

    /// <summary>Gets what has been written so far.</summary>
    public abstract JournalStatistics Statistics { get; }

    /// <summary>
    /// Gets a value indicating whether hosts of other processes may write to the same journal, so that conflicts are ordinary. Default:
    /// false.
    /// </summary>
    public virtual bool IsShared => false;

    /// <summary>
    /// Gets the interval at which a host lists the machines to wake again, because hosts of other processes may have ended. Default: null
    /// (once, when it opens).
    /// </summary>
    public virtual TimeSpan? WakeInterval => null;

    /// <summary>Opens the journal, and creates its tables if they are absent. A journal that is open remains so.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when turns can be appended.</returns>
    /// <exception cref="JournalException">The storage cannot be opened, or has a format of a later version.</exception>
    public abstract ValueTask OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends a turn. Returns at once; the turn is notified when it is stored or has failed. Turns of one machine are stored in the order
    /// of the calls.
    /// </summary>
    /// <param name="turn">The turn.</param>
    /// <remarks>
    /// A turn of a machine whose <see cref="JournaledMachine.Failure"/> is set fails with it. When a turn fails, the journal first calls
    /// <see cref="JournaledMachine.Break"/>. A conflict fails the turns of its machine only; after any other failure of a commit, all turns
    /// of that commit have failed.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The journal is closed, or closing.</exception>
    public abstract void Append(JournalTurn turn);

    /// <summary>Reads the records of a machine.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="reader">Receives the records, on any thread, but one at a time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the journal knows of the machine; null if it is unknown. Each call returns a new
    /// <see cref="JournaledMachine"/>.</returns>
    /// <exception cref="JournalException">The storage cannot be read.</exception>
    public abstract ValueTask<MachineEntry?> ReadAsync(MachineId id, IRecordReader reader, CancellationToken cancellationToken = default);

    /// <summary>Lists machines of a type, by key.</summary>
    /// <param name="type">The type; null for all types.</param>
    /// <param name="filter">Which machines are listed.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The machines. Their state is that at the time when each is read.</returns>
    public abstract IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Reads the outbox of the machines of a type, in the order in which the messages were sent.</summary>
    /// <param name="type">The type of the senders.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The messages.</returns>
    public abstract IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a message that was delivered. Returns at once; if the process ends before the removal is stored, the message is delivered
    /// again.
    /// </summary>
    /// <param name="sender">The machine that sent it.</param>
    /// <param name="sequence">The number under which it is stored.</param>
    /// <param name="ordinal">The number of the message in its turn.</param>
    public abstract void RemoveMessage(MachineId sender, long sequence, int ordinal);

    /// <summary>Parks a machine, or releases it.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="reason">Why it is parked; null to release it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when that is stored: false if the machine is unknown.</returns>
    public abstract ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default);

    /// <summary>Replaces the records of a machine, for repair and import, and releases it if it is parked.</summary>
    /// <param name="id">The machine. It is created if it is unknown.</param>
    /// <param name="records">The records, with consecutive numbers.</param>
    /// <param name="index">The index after the last record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when that is stored.</returns>
    /// <exception cref="ArgumentException">The numbers are not consecutive.</exception>
    public abstract ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default);

    /// <summary>Removes a machine with its records and its messages.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when that is stored: false if the machine is unknown.</returns>
    public abstract ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default);

    /// <summary>Copies the journal to a file while it is in use. The copy is consistent.</summary>
    /// <param name="path">The file. It must not exist.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the copy is complete.</returns>
    /// <exception cref="NotSupportedException">The storage has a tool of its own for this, which the message names.</exception>
    public abstract ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Stores what is queued, and closes the journal.</summary>
    /// <returns>A task that ends when the journal is closed.</returns>
    public abstract ValueTask DisposeAsync();
}
