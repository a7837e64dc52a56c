using Microsoft.Extensions.DependencyInjection;

namespace CoroFsm.Hosting;

/// <content>The start and the end of machines.</content>
public sealed partial class Machines<TKey, TEvent>
{
    /// <summary>Logs a fault. Called in the turn of the machine.</summary>
    internal void NoteFault(HostedMachine<TKey, TEvent> life, Exception fault)
    {
        if (life.Started.IsCompleted)       // otherwise, the start fails
            MachineLog.Faulted(logger, NameOf(life), Options.FaultPolicy, fault);
    }

    /// <summary>Starts a machine, unless its start was cancelled. No lock is held.</summary>
    private void Start(HostedMachine<TKey, TEvent> life)
    {
        if (!TryClaimStart(life))
            return;

        AsyncServiceScope? scope = null;
        Machine<TEvent> machine;
        try
        {
            var created = scopes.CreateAsyncScope();
            scope = created;
            life.StartTime = clock.GetTimestamp();
            machine = Machine.Start<TEvent>(
                inbox => coroutine(life.Key, inbox, created.ServiceProvider),
                machineOptions with { Observer = MachineObserver.Combine(life, machineOptions.Observer) });
            life.SetStarted(machine, created);
        }
        catch (Exception error)
        {
            MachineLog.StartFailed(logger, NameOf(life), error);
            _ = FailStartAsync(life, scope, error);
            return;
        }

        metrics.Start();
        MachineLog.Started(logger, Name, life.Key);
        machine.Completion.GetAwaiter().UnsafeOnCompleted(() => _ = EndAsync(life, machine));
    }

    private async Task FailStartAsync(HostedMachine<TKey, TEvent> life, AsyncServiceScope? scope, Exception error)
    {
        if (scope is { } created)
            await DisposeScopeAsync(life, created.DisposeAsync).ConfigureAwait(false);
        life.SetNotStarted(error);
        await ContinueAsync(life, hasFaulted: true).ConfigureAwait(false);
    }

    /// <summary>Cleans up after a machine that has ended, outside of its turn.</summary>
    private async Task EndAsync(HostedMachine<TKey, TEvent> life, Machine machine)
    {
        var reason = machine.Status == MachineStatus.Faulted ? EndReason.Faulted : life.RequestedEnd ?? EndReason.Completed;
        metrics.End(reason);
        MachineLog.Ended(logger, Name, life.Key, reason);
        if (life.Lost > 0)
        {
            metrics.Lose(life.Lost);
            MachineLog.EventsLost(logger, NameOf(life), reason, life.Lost);
        }

        await DisposeScopeAsync(life, life.DisposeScopeAsync).ConfigureAwait(false);
        await ContinueAsync(life, reason == EndReason.Faulted).ConfigureAwait(false);
    }

    private async Task DisposeScopeAsync(HostedMachine<TKey, TEvent> life, Func<ValueTask> dispose)
    {
        try
        {
            await dispose().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            MachineLog.ScopeFailed(logger, NameOf(life), error);
        }
    }

    /// <summary>Frees the key of a life that has ended, or applies the policy for faults.</summary>
    private async Task ContinueAsync(HostedMachine<TKey, TEvent> life, bool hasFaulted)
    {
        if (!hasFaulted || life.RequestedEnd is not null || IsStopping)
            Forget(life);
        else if (Options.FaultPolicy == FaultPolicy.Keep && life.Machine is not null)
            Keep(life);
        else if (Options.FaultPolicy == FaultPolicy.Restart)
            await RestartAsync(life).ConfigureAwait(false);
        else
            Forget(life);
    }

    private void Keep(HostedMachine<TKey, TEvent> life)
    {
        Interlocked.Increment(ref kept);
        life.Keep();
        if (IsStopping || life.RequestedEnd is not null)
            Release(life);      // the stop or the close has not seen it
    }

    /// <summary>Removes a faulted machine that is kept.</summary>
    private bool Release(HostedMachine<TKey, TEvent> life)
    {
        if (!life.TryRelease())
            return false;
        Interlocked.Decrement(ref kept);
        Forget(life);
        return true;
    }

    private async Task RestartAsync(HostedMachine<TKey, TEvent> life)
    {
        var ran = clock.GetElapsedTime(life.StartTime);
        var before = Options.MaxRestartDelay > TimeSpan.Zero && ran >= Options.MaxRestartDelay ? 0 : life.Restarts;
        if (before >= Options.MaxRestarts)
        {
            MachineLog.RestartsExhausted(logger, NameOf(life), before);
            Forget(life);
            return;
        }

        var next = new HostedMachine<TKey, TEvent>(this, life.Key, before + 1) { LastUsed = clock.GetTimestamp() };
        if (!lives.TryUpdate(life.Key, next, life))
        {
            life.SetGone();
            return;
        }

        Interlocked.Increment(ref restarting);
        life.SetGone();
        var delay = DelayBefore(before);
        var delayed = Task.Delay(delay, clock, stopping.Token);
        metrics.Restart();
        MachineLog.Restarting(logger, NameOf(life), delay, before + 1, Options.MaxRestarts);
        await delayed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsStopping)
            CancelStart(next, MachineRefusal.Stopping);
        else
            Start(next);
    }

    private TimeSpan DelayBefore(int restarts)
    {
        var delay = Options.RestartDelay * Math.Pow(2, Math.Min(restarts, 30));
        return delay < Options.MaxRestartDelay ? delay : Options.MaxRestartDelay;
    }

    private bool TryClaimStart(HostedMachine<TKey, TEvent> life)
    {
        if (!life.TryClaimStart())
            return false;
        if (life.Restarts > 0)
            Interlocked.Decrement(ref restarting);
        return true;
    }

    /// <summary>Cancels the start of a life that has not begun.</summary>
    /// <returns>False if its start has begun or was cancelled.</returns>
    private bool CancelStart(HostedMachine<TKey, TEvent> life, MachineRefusal reason)
    {
        if (!TryClaimStart(life))
            return false;
        life.SetNotStarted(new MachineRefusedException(
            reason,
            $"A machine of {Name} was {(reason == MachineRefusal.Closed ? "closed" : "stopped")} before it started. "
            + "Send the event again."));
        Forget(life);
        return true;
    }

    /// <summary>Frees the key of a life.</summary>
    private void Forget(HostedMachine<TKey, TEvent> life)
    {
        if (lives.TryRemove(KeyValuePair.Create(life.Key, life)) && Interlocked.Decrement(ref count) < Options.Capacity)
            isCapacityReported = false;
        life.SetGone();
    }
}
