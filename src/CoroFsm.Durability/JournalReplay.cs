using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;

namespace CoroFsm.Durability;

/// <summary>Replays the machines of a journal against the code of today, for a test before a deployment.</summary>
/// <remarks>
/// Nothing is woken, stored, called or delivered. Machines that are parked are replayed too. Run it over a copy of the journal, or over an
/// export, in continuous integration: <c>Assert.True(report.IsClean, report.ToString())</c>.
/// </remarks>
public static class JournalReplay
{
    /// <summary>Replays the machines of one type.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="journal">The journal. It is opened if it is not open, and remains open.</param>
    /// <param name="program">The code.</param>
    /// <param name="options">The options of the host: the type, the options of JSON and the protector are used; null for the
    /// defaults.</param>
    /// <param name="progress">Is notified of each machine; null for no notifications.</param>
    /// <param name="cancellationToken">Cancels the call, between two machines or two records.</param>
    /// <returns>The report.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static async Task<ReplayReport> CheckAsync<TEvent>(
        Journal journal,
        DurableProgram<TEvent> program,
        DurableOptions? options = null,
        IProgress<MachineReplay>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(program);
        await journal.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var replayer = new Replayer<TEvent>(program, options ?? new(), progress);
        await foreach (var entry in journal.ListAsync(replayer.Type, MachineFilter.All, cancellationToken).ConfigureAwait(false))
            await replayer.CheckAsync(journal, entry.Machine.Id, cancellationToken).ConfigureAwait(false);
        return replayer.Report();
    }

    /// <summary>Replays the machines of one type that were exported.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="export">What <see cref="DurableHost{TEvent}.ExportAsync(Stream, CancellationToken)"/> has written. It remains
    /// open.</param>
    /// <param name="program">The code.</param>
    /// <param name="options">The options of the host, as for a journal.</param>
    /// <param name="progress">Is notified of each machine; null for no notifications.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The report.</returns>
    /// <exception cref="FormatException">A line cannot be read, or is absent.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static async Task<ReplayReport> CheckAsync<TEvent>(
        Stream export,
        DurableProgram<TEvent> program,
        DurableOptions? options = null,
        IProgress<MachineReplay>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(program);
        await using var replayer = new Replayer<TEvent>(program, options ?? new(), progress);
        await foreach (var machine in new ExportReader(export).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (machine.Id.Type == replayer.Type)
                replayer.Check(machine.Id, machine.Records, machine.Parked);
        }

        return replayer.Report();
    }
}
