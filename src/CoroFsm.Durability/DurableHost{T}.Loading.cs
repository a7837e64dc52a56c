using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <content>Loading, waking and passivation.</content>
public sealed partial class DurableHost<TEvent>
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens the journal, and schedules what it says is to be done: messages, timers and effects, also of parked machines.
    /// </summary>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        await Journal.OpenAsync(cancellationToken).ConfigureAwait(true);

        // First, so that the messages of new turns do not overtake them.
        await outbox.ReadAsync(cancellationToken).ConfigureAwait(true);
        await WakeParkedAsync(cancellationToken).ConfigureAwait(true);
        await WakeAsync(cancellationToken).ConfigureAwait(true);
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in Journal.ListAsync(Type, MachineFilter.ToWake, cancellationToken).ConfigureAwait(true))
            Schedule(entry);
    }

    private void Schedule(MachineEntry entry)
    {
        if (entry.Index.HasPendingEffects)
            Wake(entry.Machine.Id.Key);
        else if (entry.Index.Due != long.MaxValue)
            alarms.Add(entry.Machine.Id.Key, entry.Index.Due);
    }

    /// <summary>Fires the timers of a machine that are due, and starts its effects. It is loaded for that.</summary>
    internal void Wake(string key) => Post(static state => _ = ((WakeRequest)state!).RunAsync(), new WakeRequest(this, key));

    /// <summary>Wakes a machine when the journal has had time to recover: its timers and effects must not wait for an event.</summary>
    internal void WakeLater(string key) => alarms.Add(key, Now + RetryDelay.Ticks);

    /// <summary>Sets an alarm of a machine.</summary>
    internal void SetAlarm(Instance<TEvent> instance, long due)
    {
        instance.AlarmDue = due;
        alarms.Add(instance.Key, due);
    }

    /// <summary>Calls an effect, unless it was called before.</summary>
    internal void Run(PendingEffect effect)
    {
        if (!effect.TryStart())
            return;
        metrics?.Call();
        Post(
            static state =>
            {
                var (host, effect) = ((DurableHost<TEvent>, PendingEffect))state!;
                _ = host.RunAsync(effect);
            },
            (this, effect));
    }

    /// <summary>Cancels an effect whose machine's object is not used any more. Callbacks of the user never run inside the lock.</summary>
    internal void Cancel(PendingEffect effect) => Post(
        static state =>
        {
            var (host, effect) = ((DurableHost<TEvent>, PendingEffect))state!;
            try
            {
                effect.Abandon();
            }
            catch (AggregateException error)
            {
                DurableLog.ObserverFailed(host.Logger, host.Type, error);
            }
        },
        (this, effect));

    /// <summary>Records that a machine is parked, when what it has handled before is stored.</summary>
    internal void OnParked(Instance<TEvent> instance, Exception reason)
    {
        parked[instance.Key] = 0;
        instance.BeginParking();
        metrics?.Park();
        DurableLog.Parked(Logger, Type, reason.GetType().Name);
        DurableLog.ParkedKey(Logger, instance.Key, reason);
        Post(static state => _ = ((Instance<TEvent>)state!).StoreParkingAsync(), instance);
    }

    private async Task RunAsync(PendingEffect effect)
    {
        try
        {
            await effect.RunAsync().ConfigureAwait(true);
        }
        catch (Exception error)
        {
            DurableLog.ResultLost(Logger, Type, error);
        }
    }

    /// <summary>Returns the object of a machine that can handle inputs, or says why it cannot.</summary>
    /// <returns>The object; null if the machine is unknown and is not to be started.</returns>
    private async ValueTask<Instance<TEvent>?> LoadAsync(
        string key, bool startsIt, CancellationToken cancellationToken, StartRequest? request = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ThrowIfInsideTurn();
        while (true)
        {
            ThrowIfStopping();
            cancellationToken.ThrowIfCancellationRequested();
            if (!instances.TryGetValue(key, out var instance))
            {
                var added = new Instance<TEvent>(this, key);
                instance = instances.GetOrAdd(key, added);
                if (ReferenceEquals(instance, added))
                    await LoadNewAsync(added, startsIt, request).ConfigureAwait(true);
            }

            await instance.Loading.WaitAsync(cancellationToken).ConfigureAwait(true);
            if (instance.Stage is InstanceStage.Resident or InstanceStage.Ended or InstanceStage.Parked)
            {
                if (instance.Journaled.Failure is null)
                    return instance;
                instance.Abandon(instance.Journaled.Failure);
            }
            else if (instance.IsUnknown && !startsIt)
            {
                return null;
            }
        }
    }

    private async Task LoadNewAsync(Instance<TEvent> instance, bool startsIt, StartRequest? request)
    {
        try
        {
            var begin = Time.GetTimestamp();
            var entry = await Journal.ReadAsync(instance.Journaled.Id, instance, Stopping).ConfigureAwait(true);
            ThrowIfStopping();
            if (entry is not null)
            {
                entry = await ReleaseAsync(instance, entry).ConfigureAwait(true);
                instance.Resume(entry);
                metrics?.Replay(Time.GetElapsedTime(begin));
                AfterLoad(instance, entry);
            }
            else if (startsIt)
            {
                request?.IsUsed = true;
                instance.StartNew(request?.Argument ?? default);
            }
            else
            {
                instance.IsUnknown = true;
                instance.Abandon(new KeyNotFoundException($"Machine {instance.Journaled.Id} is unknown."));
            }

            instance.EndLoading(error: null);
        }
        catch (Exception error)
        {
            if (IsStopping)
                error = HasStopped();
            instance.Abandon(error);
            instance.EndLoading(error);
        }

        EvictIfTooMany();
    }

    private void AfterLoad(Instance<TEvent> instance, MachineEntry entry)
    {
        if (instance.ReplayFailure is { } failure && entry.Parked != instance.ParkedReason)
            OnParked(instance, failure);
        if (instance.Stage != InstanceStage.Resident)
            return;
        if (instance.RecordCount >= Options.LongJournal)
            DurableLog.LongJournal(Logger, Type, instance.RecordCount);
        instance.FireDue();
        instance.StartPendingEffects();
    }

    private void WakeAgain() => Post(static state => _ = ((DurableHost<TEvent>)state!).WakeAgainAsync(), this);

    private async Task WakeAgainAsync()
    {
        try
        {
            outbox.ReadAgain();
            await WakeAsync(Stopping).ConfigureAwait(true);
        }
        catch (Exception) when (IsStopping)
        {
        }
        catch (Exception error)
        {
            DurableLog.WakeFailed(Logger, Type, Journal.WakeInterval ?? RetryDelay, error);
        }
    }

    private void PassivateIdle()
    {
        var before = Now - Options.PassivateAfter!.Value.Ticks;
        foreach (var instance in Residents)
            Passivate(instance, before);
    }

    private void EvictIfTooMany()
    {
        var excess = instances.Count - Options.MaxResident;
        if (excess <= 0)
            return;

        // A tenth more, so that the next machine does not search again.
        var oldest = Residents.OrderBy(static instance => instance.LastUsed).Take(excess + (Options.MaxResident / 10));
        foreach (var instance in oldest.ToArray())
            Passivate(instance, long.MaxValue);
    }

    private void Passivate(Instance<TEvent> instance, long before)
    {
        if (instance.TryPassivate(before))
            metrics?.Passivate();
    }

    /// <summary>Represents a request to wake a machine.</summary>
    private sealed class WakeRequest(DurableHost<TEvent> host, string key)
    {
        internal async Task RunAsync()
        {
            try
            {
                // A load also calls the effects that have no result.
                var instance = await host.LoadAsync(key, startsIt: false, host.Stopping).ConfigureAwait(true);
                instance?.FireDue();
            }
            catch (Exception) when (host.IsStopping)
            {
            }
            catch (Exception error)
            {
                DurableLog.WakeFailed(host.Logger, host.Type, RetryDelay, error);
                host.WakeLater(key);
            }
        }
    }
}
