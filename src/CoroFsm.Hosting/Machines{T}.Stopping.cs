namespace CoroFsm.Hosting;

/// <content>The graceful stop.</content>
public sealed partial class Machines<TKey, TEvent>
{
    private const int MaxReported = 10;

    private int isStopped;

    /// <summary>
    /// Stops the machines, if the host has not done so: closes those that wait. Machines that are running are closed when their turn ends.
    /// </summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A task that ends when the machines have ended, or after <see cref="HostedMachineOptions.CloseTimeout"/>.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new(canceled: true)).ConfigureAwait(false);
        metrics.Dispose();
    }

    /// <summary>
    /// Refuses new events, lets the queued ones be handled, and completes the inputs. When the token is cancelled, closes the machines
    /// that have not ended. Reports what was not handled.
    /// </summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref isStopped, 1) != 0)
            return;

        await stopping.CancelAsync().ConfigureAwait(false);
        if (evictions is not null)
            await evictions.DisposeAsync().ConfigureAwait(false);
        if (lives.IsEmpty)
            return;

        MachineLog.Stopping(logger, Name, Count, PendingEvents);
        foreach (var life in lives.Values)
            _ = Task.Run(() => CompleteAsync(life), CancellationToken.None);
        if (await AreGoneAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
        {
            MachineLog.Stopped(logger, Name);
            return;
        }

        ReportUnfinished();
        foreach (var life in lives.Values)
        {
            if (life.Machine is { } machine)
                _ = Task.Run(() => CloseQuietlyAsync(machine), CancellationToken.None);
        }

        if (await AreGoneAsync(Options.CloseTimeout, CancellationToken.None).ConfigureAwait(false))
            MachineLog.Stopped(logger, Name);
        else
            MachineLog.Abandoned(logger, Name, Count, NamesOf(lives.Values));
    }

    /// <summary>Completes the input of a machine, behind the events that are queued. On a thread of its own: it may be slow.</summary>
    private async Task CompleteAsync(HostedMachine<TKey, TEvent> life)
    {
        if (Release(life) || CancelStart(life, MachineRefusal.Stopping))
            return;

        life.RequestEnd(EndReason.Stopped);
        await ((Task)life.Started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (life.Machine is { } machine)
            await machine.CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);    // the observer logs faults
    }

    private async Task<bool> AreGoneAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(lives.Values.Select(static life => life.Gone)).WaitAsync(timeout, clock, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void ReportUnfinished()
    {
        HostedMachine<TKey, TEvent>[] unfinished = [.. lives.Values.Where(IsPresent)];
        var events = unfinished.Sum(static life => life.Uses);
        MachineLog.Unfinished(logger, Name, unfinished.Length, events, NamesOf(unfinished));
        metrics.Lose(events);
    }

    /// <summary>Returns the names and states of machines, for a message.</summary>
    private string NamesOf(IEnumerable<HostedMachine<TKey, TEvent>> unfinished) => string.Join(
        ", ",
        unfinished.Take(MaxReported + 1).Select((life, index) =>
            index == MaxReported ? "…" : $"{NameOf(life)} in {life.Machine?.State ?? "its start"} ({life.Uses} events)"));
}
