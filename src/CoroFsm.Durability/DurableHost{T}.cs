using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;
using CoroFsm.Durability.Outboxes;
using CoroFsm.Durability.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoroFsm.Durability;

/// <summary>
/// Represents durable machines, one for each key. What a machine receives is stored before it is acknowledged; after a crash the machines
/// continue where they were.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// Thread-safe. A machine is started by the first event for its key, and loaded when it is needed. Each machine handles one input at a
/// time.
/// </remarks>
public sealed partial class DurableHost<TEvent> : IAsyncDisposable
{
    /// <summary>More state paths than any code has, unless their names are computed.</summary>
    private const int MaxPaths = 10_000;

    private readonly ConcurrentDictionary<string, Instance<TEvent>> instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ulong, byte[]> paths = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly DurableMetrics? metrics;
    private readonly Alarms<TEvent> alarms;
    private readonly Outbox outbox;
    private readonly ITimer? passivation;
    private readonly ITimer? rewaking;
    private int isDisposed;

    internal DurableHost(Journal journal, DurableProgram<TEvent> program, DurableOptions options)
    {
        Journal = journal;
        Program = program;
        Options = options;
        Type = options.Type ?? typeof(TEvent).Name;
        Payloads = new(JsonDefaults.Prepare(options.Json), options.Protector);
        EventType = Payloads.TypeOf<TEvent>();
        Logger = options.LoggerFactory?.CreateLogger("CoroFsm.Durability." + Type) ?? NullLogger.Instance;
        Stopping = stopping.Token;
        if (journal is not NoJournal)
            metrics = new(Type, journal, () => instances.Count);
        alarms = new(this);
        outbox = new(this.DeliverAsync, journal, Type, options, Post, Logger, stopping.Token);
        if (options.PassivateAfter is { } idle)
        {
            passivation = options.TimeProvider.CreateTimer(
                static host => ((DurableHost<TEvent>)host!).PassivateIdle(), this, idle / 4, idle / 4);
        }

        if (journal.WakeInterval is { } interval)
            rewaking = options.TimeProvider.CreateTimer(static host => ((DurableHost<TEvent>)host!).WakeAgain(), this, interval, interval);
    }

    /// <summary>Gets the type of the machines, by which the journal finds them.</summary>
    public string Type { get; }

    /// <summary>Gets the number of machines in memory.</summary>
    public int ResidentCount => instances.Count;

    /// <summary>Gets the journal.</summary>
    public Journal Journal { get; }

    internal DurableProgram<TEvent> Program { get; }

    internal DurableOptions Options { get; }

    internal Payloads Payloads { get; }

    internal JsonTypeInfo<TEvent> EventType { get; }

    internal ILogger Logger { get; }

    internal TimeProvider Time => Options.TimeProvider;

    internal CancellationToken Stopping { get; }

    internal bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Gets the time, in UTC ticks.</summary>
    internal long Now => Options.TimeProvider.GetUtcNow().UtcTicks;

    /// <summary>Gets the machines in memory; sorted, if the order can be seen, because a simulation repeats it.</summary>
    private IEnumerable<Instance<TEvent>> Residents =>
        IsAsync ? instances.Values : instances.Values.OrderBy(static instance => instance.Key, StringComparer.Ordinal);

    /// <summary>Gets a value indicating whether continuations of senders go to the pool.</summary>
    internal bool IsAsync => ReferenceEquals(Options.TaskScheduler, TaskScheduler.Default);

    /// <summary>Stops: refuses new events, stores what was handled, cancels the effects, and closes the journal.</summary>
    /// <returns>A task that ends when the host has stopped. Effects without a result are called again by the next host.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;

        await StopAsync().ConfigureAwait(true);
        if (passivation is not null)
            await passivation.DisposeAsync().ConfigureAwait(true);
        if (rewaking is not null)
            await rewaking.DisposeAsync().ConfigureAwait(true);
        alarms.Dispose();
        await outbox.StopAsync().ConfigureAwait(true);
        foreach (var instance in Residents)
        {
            await instance.Loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (instance.Loading.IsFaulted)
                continue;       // it has replayed a part of its records, and nothing of it is on its way to the journal
            await instance.WhenDrainedAsync().ConfigureAwait(true);
            await instance.ParkingStored.ConfigureAwait(true);
        }

        foreach (var instance in Residents)
            instance.Abandon(HasStopped());
        if (!Options.LeavesJournalOpen)
            await Journal.DisposeAsync().ConfigureAwait(true);
        metrics?.Dispose();
        stopping.Dispose();
    }

    /// <summary>Cancels what runs. An exception of a callback does not keep the host from stopping.</summary>
    private async Task StopAsync()
    {
        try
        {
            if (IsAsync)
                await stopping.CancelAsync().ConfigureAwait(true);
            else
                stopping.Cancel();
        }
        catch (AggregateException error)
        {
            DurableLog.ObserverFailed(Logger, Type, error);
        }
    }

    /// <summary>Runs something on the host's scheduler.</summary>
    internal void Post(Action<object?> action, object? state)
    {
        if (IsAsync)
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.action(work.state), (action, state), preferLocal: false);
        else
            _ = Task.Factory.StartNew(action, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Options.TaskScheduler);
    }

    /// <summary>Creates the options of a machine.</summary>
    internal MachineOptions MachineOptionsOf(Instance<TEvent> instance, DurableClock clock) => Options.Machine with
    {
        Name = instance.Key,
        Type = Type,
        TimeProvider = clock,
        WorkIsExternal = true,
        Observer = Options.Machine.Observer is { } observer ? new ReplayGate(observer, () => instance.IsReplaying) : null,
    };

    /// <summary>Returns the state path of a machine that waits, in UTF-8.</summary>
    internal byte[] PathOf(Machine machine)
    {
        var hash = machine.StateHash;
        if (paths.TryGetValue(hash, out var known))
            return known;
        var path = Encoding.UTF8.GetBytes(machine.State);
        if (paths.Count < MaxPaths)
            paths.TryAdd(hash, path);
        return path;
    }

    /// <summary>Removes a machine's object that is not used any more.</summary>
    internal void Forget(Instance<TEvent> instance) => instances.TryRemove(new(instance.Key, instance));

    private void ThrowIfStopping()
    {
        if (IsStopping)
            throw HasStopped();
    }

    private ObjectDisposedException HasStopped() => new(
        nameof(DurableHost<>), $"The host of {Type} is stopping. Send events to the next one.");
}
