namespace CoroFsm.Hosting;

/// <content>The close of idle machines.</content>
public sealed partial class Machines<TKey, TEvent>
{
    private const int SweepsPerTimeout = 4;

    private ITimer StartTimer()
    {
        var isSuppressed = ExecutionContext.IsFlowSuppressed();
        if (!isSuppressed)
            ExecutionContext.SuppressFlow();
        try
        {
            return clock.CreateTimer(
                static machines => ((Machines<TKey, TEvent>)machines!).EvictIdle(),
                this,
                Options.IdleTimeout!.Value / SweepsPerTimeout,
                Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!isSuppressed)
                ExecutionContext.RestoreFlow();
        }
    }

    /// <summary>Closes the idle machines, and sets the timer for the next time.</summary>
    private void EvictIdle()
    {
        foreach (var life in lives.Values)
        {
            if (IsStopping)
                return;
            if (IsIdle(life))
                Evict(life);
        }

        if (!IsStopping)
            evictions!.Change(Options.IdleTimeout!.Value / SweepsPerTimeout, Timeout.InfiniteTimeSpan);
    }

    private bool IsIdle(HostedMachine<TKey, TEvent> life)
    {
        if (life.Uses > 0 || life.Machine is not { } machine || clock.GetElapsedTime(life.LastUsed) < Options.IdleTimeout)
            return false;

        try
        {
            return life.IsKept || Options.CanEvict?.Invoke(machine) != false;
        }
        catch (Exception error)
        {
            MachineLog.CallbackFailed(logger, NameOf(life), nameof(HostedMachineOptions.CanEvict), error);
            return false;
        }
    }

    /// <summary>Closes a machine, unless an event has arrived meanwhile. An event that arrives now waits for the next machine.</summary>
    private void Evict(HostedMachine<TKey, TEvent> life)
    {
        if (!life.TryRetire() || Release(life))
            return;
        life.RequestEnd(EndReason.Evicted);
        _ = Task.Run(() => CloseQuietlyAsync(life.Machine!), CancellationToken.None);     // clean-up code may be slow
    }

    /// <summary>Closes a machine for which no caller waits. The observer logs a fault of its clean-up code.</summary>
    private static async Task CloseQuietlyAsync(Machine machine) =>
        await machine.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
