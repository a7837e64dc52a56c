using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability;

/// <content>What leaves after a commit: effects and messages.</content>
public sealed partial class DurableHost<TEvent>
{
    /// <summary>Starts the effects of a committed turn, and hands its messages on. Called by the journal's thread.</summary>
    internal void Release(Instance<TEvent> instance, Turn turn)
    {
        foreach (var effect in turn.Starts)
            Run(effect);
        for (var i = 0; i < turn.MessageCount; i++)
        {
            var message = turn.GetMessage(i);
            outbox.Add(new(
                instance.Journaled.Id, turn.LastSequence, message.Ordinal, message.Type, message.Target, message.Payload.ToArray()));
        }
    }

    /// <summary>Reads the outbox again: a turn that may be stored may have sent messages.</summary>
    internal void ReadOutboxAgain() => outbox.ReadAgain();

    /// <summary>Throws if nothing delivers what machines emit.</summary>
    /// <exception cref="InvalidOperationException">The option is not set.</exception>
    internal void EnsureDelivers()
    {
        if (Options.OnMessage is null)
            throw new InvalidOperationException($"The host of {Type} delivers no messages. Set {nameof(DurableOptions.OnMessage)}.");
    }

    private async Task DeliverAsync(StoredMessage message, CancellationToken cancellationToken)
    {
        if (message.Target is { } target)
        {
            var @event = Payloads.Read(message.Sender, message.Payload.Span, EventType)!;
            await SendForMachineAsync(message, target, @event, cancellationToken).ConfigureAwait(true);
        }
        else
        {
            EnsureDelivers();
            await Options.OnMessage!(new(message, Payloads), cancellationToken).ConfigureAwait(true);
        }
    }

    /// <summary>Sends the event of a machine to another. What that refuses is logged once, and not sent again.</summary>
    private async Task SendForMachineAsync(StoredMessage message, MachineId target, TEvent @event, CancellationToken cancellationToken)
    {
        try
        {
            await SendCoreAsync(
                target.Key, $"{message.Sender}/{message.Sequence}/{message.Ordinal}", @event, cancellationToken).ConfigureAwait(true);
        }
        catch (Exception error) when (error is UnexpectedEventException or MachineEndedException)
        {
            DurableLog.MessageRefused(Logger, Type, message.Type, error);
        }
    }
}
