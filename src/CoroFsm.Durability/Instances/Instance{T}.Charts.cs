using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Durability.Charts;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Instances;

/// <content>What declared charts need besides.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Whether the turn is that of a question, which is not recorded.</summary>
    private bool isQuery;

    internal override bool IsRestarted => isRestarted;

    internal override bool MayRestart => turn is not null && !isQuery && machine is { DeferredCount: 0 } && machine.HashTimers() == 0
        && rare is not { Restart: not null } && rare?.Effects.Exists(static effect => effect.IsPending) != true;

    internal override TValue? ReadArgument<TValue>(JsonConverter<TValue> converter)
        where TValue : class =>
        host.Payloads.Read(journaled.Id, Rarely.Argument.Span, host.Payloads.TypeOf(converter));

    internal override void RestartFrom<TValue>(TValue value, JsonConverter<TValue> converter) =>
        RestartWith(value, host.Payloads.TypeOf(converter));

    internal override TValue? Copy<TValue>(TValue? value)
        where TValue : class
    {
        if (value is null)
            return null;
        var buffer = new PayloadBuffer();
        var type = host.Payloads.TypeOf<TValue>();
        host.Payloads.Write(journaled.Id, value, type, buffer);
        return host.Payloads.Read(journaled.Id, buffer.Slice(0, buffer.Length), type);
    }

    internal override void StartWork<TResult>(
        string name, Func<EffectContext, Task<TResult>> effect, IExternalWork<TResult> work, EffectOptions? options)
    {
        EnsureInside();
        var type = typeof(TResult) == typeof(VoidResult)
            ? (JsonTypeInfo<TResult>)(object)host.Payloads.TypeOf(new VoidConverter())
            : host.Payloads.TypeOf<TResult>();
        Add(new CalledEffect<TResult>(
            this, journaled.Id, NextEffect("work", name), name, work, type, effect, options ?? host.Options.Effects));
    }
}
