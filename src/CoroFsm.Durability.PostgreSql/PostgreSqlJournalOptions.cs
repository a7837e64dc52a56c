using System.Text;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Represents the settings of a <see cref="PostgreSqlJournal"/>.</summary>
public sealed record PostgreSqlJournalOptions
{
    /// <summary>Gets the schema of the tables. It is created if it is absent. Default: "corofsm".</summary>
    public string Schema { get; init; } = "corofsm";

    /// <summary>
    /// Gets the maximum number of commits at a time. Each has a connection and a thread; turns of one machine are never in two of them.
    /// Default: 2.
    /// </summary>
    public int BatchesInFlight { get; init; } = 2;

    /// <summary>
    /// Gets the maximum number of transactions at a time (see <see cref="JournalTransaction"/>), each with a connection of its own.
    /// Default: 16.
    /// </summary>
    public int MaximumTransactions { get; init; } = 16;

    /// <summary>
    /// Gets the time after which another host may wake the machines of this one, if it has not renewed its lease. It renews the lease three
    /// times in that time. Default: 30 seconds.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the clock of the lease. The clocks of all hosts must agree. Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the time that one statement or commit may take, rounded up to seconds. Afterwards it fails with a
    /// <see cref="JournalException"/>. Default: 30 seconds.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">The name of the schema is empty, longer than 63 bytes, or contains a null character.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number or a time is too small.</exception>
    internal static PostgreSqlJournalOptions Check(PostgreSqlJournalOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Schema)
            || Encoding.UTF8.GetByteCount(options.Schema) > 63 || options.Schema.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The schema '{options.Schema}' is not a name in PostgreSQL. Use 1 to 63 bytes without a null character.", nameof(options));
        }

        var (name, value, minimum) = options switch
        {
            { BatchesInFlight: < 1 } => (nameof(BatchesInFlight), options.BatchesInFlight, 1),
            { MaximumTransactions: < 1 } => (nameof(MaximumTransactions), options.MaximumTransactions, 1),
            { Lease.Ticks: < 3 * TimeSpan.TicksPerMillisecond } => (nameof(Lease), options.Lease, TimeSpan.FromMilliseconds(3)),
            { Timeout.Ticks: <= 0 } => (nameof(Timeout), options.Timeout, TimeSpan.FromSeconds(1)),
            _ => ((string?)null, (object)0, (object)0),
        };
        if (name is not null)
            throw new ArgumentOutOfRangeException(nameof(options), value, $"{name} is too small. Set it to at least {minimum}.");
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        return options;
    }
}
