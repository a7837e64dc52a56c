using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Durability;

/// <summary>Provides the options of a host of durable machines. Every default is safe.</summary>
public sealed record DurableOptions
{
    /// <summary>
    /// Gets the type of the machines, by which the journal finds them: it may not change. Default: null (the name of the type of the
    /// events).
    /// </summary>
    public string? Type { get; init; }

    /// <summary>
    /// Gets the options of JSON for events, results, messages and arguments. Default: null (those of <see cref="JsonSerializer"/>, by
    /// reflection). With ahead-of-time compilation, set a source-generated context as the resolver.
    /// </summary>
    public JsonSerializerOptions? Json { get; init; }

    /// <summary>Gets what encrypts payloads. Default: null (they are stored as JSON).</summary>
    public IPayloadProtector? Protector { get; init; }

    /// <summary>Gets the clock. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the scheduler of effects, loads and messages. Default: <see cref="TaskScheduler.Default"/>. A test may set one that runs one
    /// thread at a time.
    /// </summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>
    /// Gets the options of each machine. Its clock, name and type are the host's. Default: <see cref="MachineOptions.Default"/>.
    /// </summary>
    public MachineOptions Machine { get; init; } = MachineOptions.Default;

    /// <summary>Gets the options of effects that have none of their own. Default: <see cref="EffectOptions.Default"/>.</summary>
    public EffectOptions Effects { get; init; } = EffectOptions.Default;

    /// <summary>Gets what happens when a coroutine throws an exception. Default: <see cref="DurableFaultPolicy.Park"/>.</summary>
    public DurableFaultPolicy FaultPolicy { get; init; }

    /// <summary>
    /// Gets the function that delivers what machines emit. It is called at least once for each message, one message of a machine at a
    /// time. An exception is logged, and the message delivered again later. Default: null (machines cannot emit).
    /// </summary>
    public Func<DurableMessage, CancellationToken, Task>? OnMessage { get; init; }

    /// <summary>Gets the maximum number of machines in memory. Default: 100,000. More are not refused: idle ones are passivated.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxResident
    {
        get;
        init => field = AtLeast(value, 1);
    }

    = 100_000;

    /// <summary>Gets the time without an input after which a machine is passivated. Default: 5 minutes; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 ms.</exception>
    public TimeSpan? PassivateAfter
    {
        get;
        init => field = value is { } time ? AtLeast(time, TimeSpan.FromMilliseconds(1)) : null;
    }

    = TimeSpan.FromMinutes(5);

    /// <summary>Gets the number of message identifiers that a machine remembers. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxMessageIds
    {
        get;
        init => field = AtLeast(value, 1);
    }

    = 1000;

    /// <summary>Gets the number of records from which a machine is reported as long, so that it should restart. Default: 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int LongJournal
    {
        get;
        init => field = AtLeast(value, 1);
    }

    = 10_000;

    /// <summary>Gets the maximum number of messages in memory that wait for their delivery. Default: 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxUndelivered
    {
        get;
        init => field = AtLeast(value, 1);
    }

    = 10_000;

    /// <summary>Gets the logger factory. Default: null (no logs).</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Gets a value indicating whether the journal remains open when the host is disposed. Default: false.</summary>
    public bool LeavesJournalOpen { get; init; }

    private static T AtLeast<T>(T value, T min)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min);
        return value;
    }
}
