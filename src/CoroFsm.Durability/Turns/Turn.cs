using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Turns;

/// <summary>Represents one turn of a durable machine: what it stores, and what is released when that is committed. Pooled.</summary>
internal sealed class Turn : JournalTurn, IValueTaskSource<SendReceipt>
{
    private const int MaxPooled = 4096;

    private static readonly ConcurrentQueue<Turn> Pool = new();
    private static int pooled;

    private readonly PayloadBuffer bodies = new();
    private readonly PayloadBuffer parts = new();
    private readonly List<RecordPart> records = [];
    private readonly List<MessagePart> messages = [];
    private ManualResetValueTaskSourceCore<SendReceipt> completion;
    private ITurnOwner owner = null!;
    private bool hasSender;

    /// <summary>Gets the number of the first record. Set when the turn has ended.</summary>
    internal long FirstSequence { get; private set; }

    /// <summary>Gets the number of the last record.</summary>
    internal long LastSequence => FirstSequence + records.Count - 1;

    /// <summary>Gets or sets the number of records before that of the input.</summary>
    internal int PatchCount { get; set; }

    /// <summary>Gets the number of the input's record.</summary>
    internal long InputSequence => FirstSequence + PatchCount;

    /// <summary>Gets or sets the exception that the sender receives although the turn is stored.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>Gets or sets a value indicating whether the journal has the turn already, because it is a transaction.</summary>
    internal bool IsAppended { get; set; }

    /// <summary>Gets the buffer of the records' payloads.</summary>
    internal PayloadBuffer Bodies => bodies;

    /// <summary>Gets the effects that start when the turn is committed.</summary>
    internal List<PendingEffect> Starts { get; } = [];

    /// <summary>Gets the replies that are published when the turn is committed.</summary>
    internal List<IPendingReply> Replies { get; } = [];

    /// <summary>Gets a value indicating whether something is to be done after the commit.</summary>
    internal bool HasReleases => Starts.Count > 0 || messages.Count > 0;

    /// <inheritdoc/>
    public override JournaledMachine Machine => owner.Journaled;

    /// <inheritdoc/>
    public override int RecordCount => records.Count;

    /// <inheritdoc/>
    public override int MessageCount => messages.Count;

    /// <inheritdoc/>
    public override MachineIndex? Index => ChangedIndex;

    /// <inheritdoc/>
    public override long RemovesBefore => FirstKept;

    internal MachineIndex? ChangedIndex { get; set; }

    internal long FirstKept { get; set; }

    private long Time { get; set; }

    private ulong Digest { get; set; }

    /// <summary>Gets the task of the sender.</summary>
    internal ValueTask<SendReceipt> Task => new(this, completion.Version);

    /// <summary>Rents a turn.</summary>
    /// <param name="owner">The machine.</param>
    /// <param name="hasSender">Whether a sender awaits <see cref="Task"/>, which returns the turn to the pool.</param>
    /// <param name="isAsync">Whether the sender continues on the pool instead of the journal's thread.</param>
    internal static Turn Rent(ITurnOwner owner, bool hasSender, bool isAsync)
    {
        if (Pool.TryDequeue(out var turn))
            Interlocked.Decrement(ref pooled);
        else
            turn = new();
        turn.owner = owner;
        turn.hasSender = hasSender;
        turn.completion.RunContinuationsAsynchronously = isAsync;
        return turn;
    }

    /// <inheritdoc/>
    public override JournalRecord GetRecord(int index)
    {
        var part = records[index];
        return new(
            FirstSequence + index,
            part.Kind,
            Time,
            index == records.Count - 1 ? Digest : 0,
            part.MessageId,
            bodies.Slice(part.Start, part.Length));
    }

    /// <inheritdoc/>
    public override OutboxMessage GetMessage(int index)
    {
        var part = messages[index];
        return new(index, part.Type, part.Target, parts.Slice(part.Start, part.Length));
    }

    /// <inheritdoc/>
    public override void OnCommitted() => owner.OnCommitted(this);

    /// <inheritdoc/>
    public override void OnFailed(JournalException error) => owner.OnFailed(this, error);

    /// <summary>Adds a record whose body ends the buffer.</summary>
    /// <param name="at">Where to insert it; the end by default.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="start">Where its body starts in <see cref="Bodies"/>.</param>
    /// <param name="messageId">The identifier of the event.</param>
    internal void Add(RecordKind kind, int start, string? messageId = null, int at = -1) =>
        records.Insert(at < 0 ? records.Count : at, new(kind, start, bodies.Length - start, messageId));

    /// <summary>Starts to add a message.</summary>
    /// <returns>The buffer for its content.</returns>
    internal PayloadBuffer BeginMessage() => parts;

    /// <summary>Adds a message whose content ends the buffer.</summary>
    internal void AddMessage(string type, MachineId? target, int start) => messages.Add(new(type, target, start, parts.Length - start));

    /// <summary>Sets what the records have in common.</summary>
    internal void Seal(long firstSequence, long time, ulong digest) => (FirstSequence, Time, Digest) = (firstSequence, time, digest);

    /// <summary>Gives the sender its result, or returns a turn without a sender to the pool.</summary>
    internal void Succeed()
    {
        if (!hasSender)
            Return();
        else if (Failure is { } failure)
            completion.SetException(failure);
        else
            completion.SetResult(new(InputSequence, IsDuplicate: false));
    }

    /// <summary>Fails the sender, or returns a turn without a sender to the pool.</summary>
    internal void Fail(Exception error)
    {
        if (hasSender)
            completion.SetException(error);
        else
            Return();
    }

    /// <summary>Clears the turn, and returns it to the pool.</summary>
    internal void Return()
    {
        bodies.Clear();
        parts.Clear();
        records.Clear();
        messages.Clear();
        Starts.Clear();
        Replies.Clear();
        Failure = null;
        ChangedIndex = null;
        FirstKept = 0;
        PatchCount = 0;
        IsAppended = false;
        owner = null!;
        completion.Reset();
        if (Interlocked.Increment(ref pooled) <= MaxPooled)
            Pool.Enqueue(this);
        else
            Interlocked.Decrement(ref pooled);
    }

    SendReceipt IValueTaskSource<SendReceipt>.GetResult(short token)
    {
        try
        {
            return completion.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<SendReceipt>.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource<SendReceipt>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(continuation, state, token, flags);

    private readonly record struct RecordPart(RecordKind Kind, int Start, int Length, string? MessageId);

    private readonly record struct MessagePart(string Type, MachineId? Target, int Start, int Length);
}
