using CoroFsm.Durability.Effects;

namespace CoroFsm.Durability.Instances;

/// <summary>Contains what most durable machines do not have. A separate object keeps the others small.</summary>
internal sealed class RareState
{
    /// <summary>Gets the effects that were requested and have not ended, in the order of their requests.</summary>
    internal List<PendingEffect> Effects { get; } = [];

    /// <summary>Gets the changes of the code that this machine was asked for, and whether it takes them.</summary>
    internal Dictionary<string, bool> Patches { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the changes that this turn was the first to ask for.</summary>
    internal List<string> NewPatches { get; } = [];

    /// <summary>Gets what the turn has requested so far, for the note of its record.</summary>
    internal List<string> Requests { get; } = [];

    /// <summary>Gets the callers that wait for a reply.</summary>
    internal List<IPendingReply> OpenReplies { get; } = [];

    /// <summary>Gets the identifiers of the messages that were received last.</summary>
    internal MessageWindow Messages { get; } = new();

    /// <summary>Gets or sets what ends when it is stored that the machine is parked, or that has failed; null if it is not parked by this
    /// object.</summary>
    internal TaskCompletionSource? Parking { get; set; }

    /// <summary>Gets or sets why the machine is parked; null if it is not.</summary>
    internal string? ParkedReason { get; set; }

    /// <summary>Gets or sets the exception that ended the replay; null if there was none.</summary>
    internal Exception? ReplayFailure { get; set; }

    /// <summary>Gets or sets the argument of the start or the restart, as it is stored.</summary>
    internal ReadOnlyMemory<byte> Argument { get; set; }

    /// <summary>Gets or sets the argument of the restart that the turn has requested; null if it has not.</summary>
    internal byte[]? Restart { get; set; }

    /// <summary>Gets or sets the random numbers of the turn.</summary>
    internal Random? Random { get; set; }

    /// <summary>Gets or sets the number of identifiers and generators that the turn has taken.</summary>
    internal int Draws { get; set; }
}
