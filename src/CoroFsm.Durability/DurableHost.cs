using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>Opens hosts of durable machines.</summary>
public static class DurableHost
{
    /// <summary>Opens a host whose machines run a coroutine.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="journal">The journal. The host disposes of it, unless <see cref="DurableOptions.LeavesJournalOpen"/> is set.</param>
    /// <param name="coroutine">Calls the coroutine of a machine.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The host. Timers that are overdue and effects without a result are under way.</returns>
    /// <exception cref="JournalException">The journal cannot be opened. It is disposed, as when the host is.</exception>
    public static Task<DurableHost<TEvent>> OpenAsync<TEvent>(
        Journal journal,
        Func<Durable<TEvent>, Coroutine> coroutine,
        DurableOptions? options = null,
        CancellationToken cancellationToken = default) =>
        OpenAsync(journal, new DurableProgram<TEvent>(coroutine), options, cancellationToken);

    /// <summary>Opens a host whose machines run one of several versions of the code.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="journal">The journal. The host disposes of it, unless <see cref="DurableOptions.LeavesJournalOpen"/> is set.</param>
    /// <param name="program">The code.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The host. Timers that are overdue and effects without a result are under way.</returns>
    /// <exception cref="JournalException">The journal cannot be opened. It is disposed, as when the host is.</exception>
    public static async Task<DurableHost<TEvent>> OpenAsync<TEvent>(
        Journal journal,
        DurableProgram<TEvent> program,
        DurableOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(program);
        var host = new DurableHost<TEvent>(journal, program, options ?? new());
        try
        {
            await host.OpenAsync(cancellationToken).ConfigureAwait(true);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(true);
            throw;
        }
    }
}
