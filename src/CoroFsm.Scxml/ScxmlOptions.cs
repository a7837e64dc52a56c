using System.Runtime.CompilerServices;
using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml;

/// <summary>Provides the options of a session. The sessions that it invokes have the same options.</summary>
public sealed record ScxmlOptions
{
    /// <summary>Gets the default options.</summary>
    public static ScxmlOptions Default { get; } = new();

    /// <summary>Gets the clock for delayed events. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the data model, for documents that name it or name none. Documents that name <c>null</c> have
    /// <see cref="ScxmlDataModel.Null"/>. Default: <see cref="ScxmlDataModel.Null"/>.
    /// </summary>
    public ScxmlDataModel DataModel { get; init; } = ScxmlDataModel.Null;

    /// <summary>Gets the identifier of the session. Default: null (a random one).</summary>
    public string? SessionId { get; init; }

    /// <summary>Gets values for the document's <c>data</c> elements at the top level, by their <c>id</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, object?> Data { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the executable content of the application. Default: none.</summary>
    public ScxmlActions Actions { get; init; } = new();

    /// <summary>Gets the I/O processors besides that of SCXML. Default: none.</summary>
    public IReadOnlyList<ScxmlIoProcessor> IoProcessors { get; init; } = [];

    /// <summary>Gets the observer. Default: null (none).</summary>
    public IScxmlObserver? Observer { get; init; }

    /// <summary>Gets the target of <c>log</c> elements, besides <see cref="ScxmlSession.Log"/>. Default: null (none).</summary>
    public Action<ScxmlLogEntry>? Log { get; init; }

    /// <summary>Gets the number of last entries that <see cref="ScxmlSession.Log"/> keeps. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxLogEntries { get; init => field = Positive(value); } = 1_000;

    /// <summary>Gets the maximum number of events that wait in the external queues. Default: 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxQueuedEvents { get; init => field = Positive(value); } = 100_000;

    /// <summary>Gets the maximum number of delayed events. Default: 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDelayedEvents { get; init => field = Positive(value); } = 10_000;

    /// <summary>
    /// Gets the maximum number of events without a delay each of which was sent while the one before was handled. Default: 100,000. A
    /// session that exceeds it fails: it would send to itself without end.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEventChain { get; init => field = Positive(value); } = 100_000;

    /// <summary>
    /// Gets the maximum number of elements of executable content that a session executes in its reaction to one event. Default: 1,000,000.
    /// A session that exceeds it fails.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxExecutedElements { get; init => field = Positive(value); } = 1_000_000;

    /// <summary>Gets the maximum number of sessions: the one that is started, and those that are invoked. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxSessions { get; init => field = Positive(value); } = 1_000;

    /// <summary>Gets the maximum nesting depth of invoked sessions. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInvokeDepth { get; init => field = Positive(value); } = 16;

    /// <summary>Gets the maximum delay of an event. Default: 366 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan MaxDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    = TimeSpan.FromDays(366);

    private static int Positive(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
