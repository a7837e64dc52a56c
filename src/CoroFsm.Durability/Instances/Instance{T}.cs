using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <summary>
/// Represents a durable machine in memory: its coroutine, its place in the journal, and what the coroutine sees of it.
/// </summary>
/// <remarks>Its clock is the lock: one thread at a time runs a turn. What the journal calls never takes it.</remarks>
internal sealed partial class Instance<TEvent> : Durable<TEvent>, ITurnOwner, IEffectHost
{
    private readonly DurableHost<TEvent> host;
    private readonly DurableClock clock = new();
    private Machine<TEvent>? machine;
    private RareState? rare;
    private JournaledMachine journaled;
    private TaskCompletionSource? loading;
    private TaskCompletionSource? commitWaiter;
    private long sequence;
    private long committed;
    private long firstSequence = 1;
    private long lastUsed;
    private bool isUsed;
    private ulong digest;
    private int version;
    private bool isRestarted;

    internal Instance(DurableHost<TEvent> host, string key)
    {
        this.host = host;
        journaled = new(new(host.Type, key));
        loading = new(host.IsAsync ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
    }

    /// <summary>Gets the task of the load, which fails if the machine cannot be loaded.</summary>
    internal Task Loading => Volatile.Read(ref loading)?.Task ?? Task.CompletedTask;

    /// <summary>Gets or sets a value indicating whether the journal does not know the machine, and it was not started.</summary>
    internal bool IsUnknown { get; set; }

    internal InstanceStage Stage { get; private set; }

    /// <summary>Gets why the machine is parked; null if it is not.</summary>
    internal string? ParkedReason => rare?.ParkedReason;

    /// <summary>Gets the number of the last record.</summary>
    internal long Sequence => Volatile.Read(ref sequence);

    /// <summary>Gets the number of records that restore the machine.</summary>
    internal long RecordCount => sequence - firstSequence + 1;

    /// <summary>Gets the time of the load or of the last input, in UTC ticks.</summary>
    internal long LastUsed => Volatile.Read(ref lastUsed);

    /// <summary>Gets or sets the earliest time for which the host has an alarm for this machine.</summary>
    internal long AlarmDue { get; set; } = long.MaxValue;

    public JournaledMachine Journaled => journaled;

    Payloads IEffectHost.Payloads => host.Payloads;

    TimeProvider IEffectHost.Time => host.Time;

    CancellationToken IEffectHost.Stopping => host.Stopping;

    public override string Key => journaled.Id.Key;

    public override Inbox<TEvent> Inbox => new(machine!);

    public override int Version => version;

    public override DateTimeOffset UtcNow => clock.GetUtcNow();

    public override bool IsReplaying => turn is null;

    private RareState Rarely => rare ??= new();

    /// <summary>Gets the time at which the machine must be woken; the maximum value for never.</summary>
    private long NextDue => Math.Min(machine!.NextDue, clock.NextDue);

    string IEffectHost.KeyOf(EffectId id) => $"{journaled.Id.Type}/{Key}/{id}";

    /// <summary>Ends the task of the load.</summary>
    internal void EndLoading(Exception? error)
    {
        var task = loading!;
        Volatile.Write(ref lastUsed, host.Now);
        if (error is null)
        {
            Volatile.Write(ref loading, null);
            task.SetResult();
        }
        else
        {
            task.SetException(error);
            _ = task.Task.Exception;        // observed: there may be no other waiter
        }
    }

    /// <summary>Returns a description for people; null if the machine must be loaded first.</summary>
    internal DurableMachineInfo? Describe()
    {
        lock (clock)
        {
            if (!IsUsable)
                return null;
            return new(
                Key,
                version,
                Stage == InstanceStage.Resident ? machine!.State : Stage.ToString(),
                Stage == InstanceStage.Resident ? machine!.Position : "",
                sequence,
                [.. rare?.Effects.Where(static effect => effect.IsPending).Select(static effect => effect.Name) ?? []],
                Stage == InstanceStage.Resident && NextDue is var due and not long.MaxValue ? new(due, TimeSpan.Zero) : null,
                ParkedReason);
        }
    }

    /// <summary>Removes an idle machine from memory. It is loaded again when it is needed.</summary>
    /// <param name="before">The time since which it must have been idle, in UTC ticks; the maximum value for any machine that was used
    /// since its load.</param>
    /// <returns>False if it is in use.</returns>
    internal bool TryPassivate(long before)
    {
        if (!Monitor.TryEnter(clock))
            return false;
        try
        {
            if (Stage is InstanceStage.Loading or InstanceStage.Gone || IsParking || Volatile.Read(ref committed) != sequence)
                return false;
            if (before == long.MaxValue ? !isUsed : LastUsed > before)
                return false;       // its loader is about to use it
            if (rare is { } r && (r.OpenReplies.Exists(static reply => !reply.IsSettled) || r.Effects.Exists(static e => e.IsPending)))
                return false;
            Leave(reason: null);
            return true;
        }
        finally
        {
            Monitor.Exit(clock);
        }
    }

    /// <summary>Abandons the machine in memory, for instance because a turn could not be stored.</summary>
    internal void Abandon(Exception reason)
    {
        lock (clock)
        {
            if (Stage == InstanceStage.Gone)
                return;
            Leave(reason);
        }
    }

    /// <summary>Removes the machine from memory. Nothing of it runs any more, except effects that ignore their cancellation.</summary>
    /// <param name="reason">The exception for callers that wait for a reply; null if there are none.</param>
    private void Leave(Exception? reason)
    {
        Stage = InstanceStage.Gone;
        host.Forget(this);
        AbandonMachine();
        if (reason is not null)
            FailReplies(reason);
    }

    private void AbandonMachine()
    {
        try
        {
            machine?.Abandon();
        }
        catch (Exception error)
        {
            DurableLog.ObserverFailed(host.Logger, host.Type, error);
        }

        foreach (var effect in rare?.Effects ?? [])
            host.Cancel(effect);
    }

    private void FailReplies(Exception reason)
    {
        if (rare is not { } r)
            return;
        foreach (var reply in r.OpenReplies)
            reply.Abandon(reason);
        r.OpenReplies.Clear();
    }
}
