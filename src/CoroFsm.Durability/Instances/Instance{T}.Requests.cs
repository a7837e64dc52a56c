using System.Data.Common;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.CompilerServices;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Instances;

/// <content>What the coroutine requests.</content>
internal sealed partial class Instance<TEvent>
{
    public override Random Random => Rarely.Random ??= new Random(unchecked((int)NextSeed()));

    public override Guid NewGuid()
    {
        Span<ulong> halves = [NextSeed(), NextSeed()];
        var bytes = MemoryMarshal.AsBytes(halves);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x80);        // version 8 of RFC 9562: custom
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes);
    }

    public override WorkWait<TEvent, TResult> Call<TResult>(
        string name,
        Func<EffectContext, Task<TResult>> effect,
        EffectOptions? options = null,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(effect);
        EnsureInside();
        var type = host.Payloads.TypeOf<TResult>();
        var wait = Inbox.AwaitExternal<TResult>(name, out var work, state, unmatched, line, file);
        Add(new CalledEffect<TResult>(
            this, journaled.Id, NextEffect("call", name), name, work, type, effect, options ?? host.Options.Effects));
        return wait;
    }

    public override WorkWait<TEvent, TResult> Transaction<TResult>(
        string name,
        Func<DbTransaction, CancellationToken, ValueTask<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(work);
        EnsureInside();
        var type = host.Payloads.TypeOf<TResult>();
        var wait = Inbox.AwaitExternal<TResult>(name, out var external, state, unmatched, line, file);
        Add(new TransactionalEffect<TResult>(
            this, journaled.Id, NextEffect("transaction", name), name, external, type, work));
        return wait;
    }

    public override WorkScope<TEvent> Start<TResult>(
        string name,
        Func<EffectContext, Task<TResult>> effect,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed = null,
        EffectOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(effect);
        ArgumentNullException.ThrowIfNull(done);
        EnsureInside();
        var type = host.Payloads.TypeOf<TResult>();
        var scope = Inbox.InvokeExternal(name, done, failed, cancelled: null, out ExternalWork<TEvent, TResult> work);
        Add(new CalledEffect<TResult>(
            this, journaled.Id, NextEffect("start", name), name, work, type, effect, options ?? host.Options.Effects));
        return scope;
    }

    public override void Emit<TMessage>(TMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        EnsureInside();
        host.EnsureDelivers();
        var type = DurableMessage.NameOf(typeof(TMessage));
        Note("emit", type);
        if (turn is not { } live)
            return;
        var parts = live.BeginMessage();
        var start = parts.Length;
        host.Payloads.Write(journaled.Id, message, host.Payloads.TypeOf<TMessage>(), parts);
        live.AddMessage(type, target: null, start);
    }

    public override void SendTo(string key, TEvent @event)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        EnsureInside();
        Note("send to", key);
        if (turn is not { } live)
            return;
        var parts = live.BeginMessage();
        var start = parts.Length;
        host.Payloads.Write(journaled.Id, @event, host.EventType, parts);
        live.AddMessage(DurableMessage.NameOf(typeof(TEvent)), new(host.Type, key), start);
    }

    public override bool Has(string patch)
    {
        ArgumentException.ThrowIfNullOrEmpty(patch);
        EnsureInside();
        var r = Rarely;
        if (r.Patches.TryGetValue(patch, out var takes))
            return takes;
        takes = turn is not null;
        r.Patches.Add(patch, takes);
        if (takes)
            r.NewPatches.Add(patch);
        return takes;
    }

    public override TState? Argument<TState>()
        where TState : default =>
        rare is { Argument: { IsEmpty: false } argument }
            ? host.Payloads.Read(journaled.Id, argument.Span, host.Payloads.TypeOf<TState>())
            : default;

    public override void Restart<TState>(TState state) => RestartWith(state, host.Payloads.TypeOf<TState>());

    private void RestartWith<TState>(TState state, JsonTypeInfo<TState> type)
    {
        EnsureInside();
        Note("restart", "");
        var buffer = new PayloadBuffer();
        host.Payloads.Write(journaled.Id, state, type, buffer);
        Rarely.Restart = buffer.Slice(0, buffer.Length).ToArray();
    }

    private void EnsureInside()
    {
        if (!ReferenceEquals(CurrentTurn.Machine, this))
        {
            throw new InvalidOperationException(
                $"Machine {journaled.Id} is running none of its coroutines. Call members of Durable<TEvent> inside its coroutines, "
                + "on the thread that resumed them.");
        }
    }

    private void Add(PendingEffect effect) => Rarely.Effects.Add(effect);

    private EffectId NextEffect(string kind, string name)
    {
        Note(kind, name);
        return new(turnSequence, ordinal++);
    }

    /// <summary>Notes a request, for the digest and for the note of the record.</summary>
    private void Note(string kind, string name)
    {
        var request = $"{kind} {name}";
        Rarely.Requests.Add(request);
        requests = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(request), unchecked((long)requests + 1));
    }

    /// <summary>Returns a number that depends on the machine, the turn, and how many were taken before.</summary>
    private ulong NextSeed()
    {
        EnsureInside();
        ReadOnlySpan<long> place = [turnSequence, Rarely.Draws++];
        var key = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(journaled.Id.ToString()));
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(place), unchecked((long)key));
    }
}
