using System.Collections.Concurrent;
using CoroFsm.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting;

/// <summary>
/// Represents a set of hosted machines, one for each key. A machine is started by the first event for its key.
/// </summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// <para>Registered by <see cref="MachineServiceCollectionExtensions.AddMachines"/>. Thread-safe. The machines are synchronized; no lock
/// is held while their code runs.</para>
/// <para>A key has at most one machine at a time. The next one is started when the previous one has ended and its service scope has been
/// disposed.</para>
/// </remarks>
public sealed partial class Machines<TKey, TEvent> : Machines, IDisposable, IAsyncDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, HostedMachine<TKey, TEvent>> lives = new();
    private readonly Func<TKey, Inbox<TEvent>, IServiceProvider, Coroutine> coroutine;
    private readonly IServiceScopeFactory scopes;
    private readonly MachineOptions machineOptions;
    private readonly ILogger logger;
    private readonly MachineMetrics metrics;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly ITimer? evictions;
    private int count;
    private int pending;
    private int kept;
    private int restarting;
    private bool isCapacityReported;

    internal Machines(
        string name,
        Func<TKey, Inbox<TEvent>, IServiceProvider, Coroutine> coroutine,
        IServiceProvider services,
        HostedMachineOptions options)
        : base(name, options)
    {
        this.coroutine = coroutine;
        scopes = services.GetRequiredService<IServiceScopeFactory>();
        logger = MachineLog.For(name, services);
        clock = options.TimeProvider ?? options.Machine.TimeProvider ?? services.GetService<TimeProvider>() ?? TimeProvider.System;
        machineOptions = options.Machine with
        {
            Name = options.Machine.Name ?? name,
            Type = options.Machine.Type ?? name,
            Synchronized = true,
            TimeProvider = options.Machine.TimeProvider ?? clock,
            Observer = MachineObserver.Combine(options.PublishesTelemetry ? MachineTelemetry.Observer : null, options.Machine.Observer),
        };
        metrics = new(machineOptions.Type, services, this, () => lives.Values.Select(static life => life.Machine?.State ?? "starting"));
        evictions = options.IdleTimeout is null ? null : StartTimer();
    }

    /// <inheritdoc/>
    public override int Count => Volatile.Read(ref count);

    /// <inheritdoc/>
    public override int PendingEvents => Volatile.Read(ref pending);

    /// <inheritdoc/>
    public override int KeptFaults => Volatile.Read(ref kept);

    /// <inheritdoc/>
    public override int Restarting => Volatile.Read(ref restarting);

    /// <inheritdoc/>
    public override bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Returns the state of the machine of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The state, as <see cref="Machine.State"/>; empty while the machine is being started or restarted; null if there is
    /// none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public string? GetState(TKey key) => lives.TryGetValue(key, out var life) && IsPresent(life) ? life.Machine?.State ?? "" : null;

    /// <summary>Returns information about all machines, in no particular order. Each is examined at a moment of its own.</summary>
    /// <returns>The information.</returns>
    public IReadOnlyList<MachineInfo<TKey>> GetSnapshot() =>
        [.. lives.Values.Where(IsPresent).Select(static life => new MachineInfo<TKey>(life.Key, life.Machine, life.Uses, life.Restarts))];

    /// <summary>Closes the machine of a key, after the events that were sent before.</summary>
    /// <param name="key">The key.</param>
    /// <returns>A task that ends when the machine has ended and its service scope has been disposed: false if there was none. It fails
    /// with the exception of the machine's clean-up code.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Also removes a faulted machine that is kept, and cancels a restart.</remarks>
    public async Task<bool> CloseAsync(TKey key)
    {
        if (!lives.TryGetValue(key, out var life))
            return false;

        if (CancelStart(life, MachineRefusal.Closed))
            return true;

        life.RequestEnd(EndReason.Closed);
        await ((Task)life.Started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (!Release(life) && life.Machine is { } machine)
                await machine.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await life.Gone.ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Notes that a machine is in use.</summary>
    internal void Touch(HostedMachine<TKey, TEvent> life)
    {
        if (Options.IdleTimeout is not null)
            life.LastUsed = clock.GetTimestamp();
    }

    /// <summary>Returns a task that ends when the current life of a key is gone.</summary>
    internal Task WhenGoneAsync(TKey key) => lives.TryGetValue(key, out var life) ? life.Gone : Task.CompletedTask;

    private static bool IsPresent(HostedMachine<TKey, TEvent> life) =>
        life.IsKept || life.Machine?.Status is null or MachineStatus.Running or MachineStatus.Waiting;

    /// <summary>Returns the name of a machine for log messages above the level Debug.</summary>
    private string NameOf(HostedMachine<TKey, TEvent> life)
    {
        try
        {
            return Options.DescribeKey is { } describe ? $"{Name} {describe(life.Key)}" : Name;
        }
        catch (Exception error)
        {
            MachineLog.CallbackFailed(logger, Name, nameof(HostedMachineOptions.DescribeKey), error);
            return Name;
        }
    }
}
