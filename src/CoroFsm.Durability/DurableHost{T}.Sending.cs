using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability;

/// <content>Events and questions.</content>
public sealed partial class DurableHost<TEvent>
{
    private const int MaxConflicts = 8;

    /// <summary>Sends an event. The machine is started if its key is unknown.</summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Cancels the wait for the load of the machine. An event that is being handled is not taken
    /// back.</param>
    /// <returns>A task that ends when the event is stored.</returns>
    /// <exception cref="UnexpectedEventException">The machine does not accept the event. Nothing is stored.</exception>
    /// <exception cref="MachineEndedException">The machine has ended.</exception>
    /// <exception cref="MachineParkedException">The machine is parked.</exception>
    /// <exception cref="JournalException">The event is not stored, or that is unknown (<see cref="JournalUnsureException"/>). With a
    /// message identifier you can send it again.</exception>
    /// <exception cref="InvalidOperationException">A machine called this method in its turn: use
    /// <see cref="Durable{TEvent}.SendTo"/>.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public ValueTask<SendReceipt> SendAsync(string key, TEvent @event, CancellationToken cancellationToken = default) =>
        SendCoreAsync(key, messageId: null, @event, cancellationToken);

    /// <summary>Sends an event that is handled once, however often it is sent.</summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="messageId">The identifier of the message, chosen by the first sender. A machine remembers the last
    /// <see cref="DurableOptions.MaxMessageIds"/>.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Cancels the wait for the load of the machine.</param>
    /// <returns>A task that ends when the event is stored.</returns>
    /// <inheritdoc cref="SendAsync(string, TEvent, CancellationToken)" path="/exception"/>
    public ValueTask<SendReceipt> SendAsync(string key, string messageId, TEvent @event, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return SendCoreAsync(key, messageId, @event, cancellationToken);
    }

    /// <summary>Sends an event that asks for a reply. The reply is returned when the turn that gives it is stored.</summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="key">The key of the machine.</param>
    /// <param name="ask">Makes the event of the reply.</param>
    /// <param name="cancellationToken">Cancels the wait for the reply.</param>
    /// <returns>The reply.</returns>
    /// <inheritdoc cref="SendAsync(string, TEvent, CancellationToken)" path="/exception"/>
    /// <remarks>Replies do not survive the process: a caller that waits at a crash fails, although the event may be stored.</remarks>
    public async Task<TReply> AskAsync<TReply>(string key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        for (var conflicts = 0; ;)
        {
            var instance = await LoadAsync(key, startsIt: true, cancellationToken).ConfigureAwait(true);
            if (instance!.TryNewReply<TReply>(out var refusal) is not { } reply)
            {
                if (refusal is null)
                    continue;
                await instance.WhenStoredAsync(instance.Sequence).WaitAsync(cancellationToken).ConfigureAwait(true);
                throw refusal;
            }

            reply.CancelBy(cancellationToken);
            try
            {
                if (!instance.TrySend(messageId: null, ask(reply), reply, out var result))
                    continue;
                await result.AsTask().WaitAsync(cancellationToken).ConfigureAwait(true);
            }
            catch (JournalConflictException) when (++conflicts < MaxConflicts)
            {
                continue;       // another host has written to the machine: it is loaded again
            }

            return await reply.Task.ConfigureAwait(true);
        }
    }

    /// <summary>Asks a machine without recording the question. Its answer must not change the machine.</summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="key">The key of the machine. It is not started if it is unknown.</param>
    /// <param name="ask">Makes the event of the reply.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="KeyNotFoundException">The machine is unknown.</exception>
    /// <exception cref="InvalidOperationException">The machine has changed, or has not replied at once.</exception>
    /// <inheritdoc cref="SendAsync(string, TEvent, CancellationToken)" path="/exception"/>
    public async Task<TReply> QueryAsync<TReply>(
        string key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        while (true)
        {
            var instance = await LoadAsync(key, startsIt: false, cancellationToken).ConfigureAwait(true)
                ?? throw new KeyNotFoundException($"{Type} has no machine with this key. Send it an event first.");
            if (instance.TryNewReply<TReply>(out var refusal) is not { } reply)
            {
                if (refusal is null)
                    continue;
                await instance.WhenStoredAsync(instance.Sequence).WaitAsync(cancellationToken).ConfigureAwait(true);
                throw refusal;
            }

            if (!instance.TryQuery(ask(reply), reply, out var number, out var failure))
                continue;
            await instance.WhenStoredAsync(number).WaitAsync(cancellationToken).ConfigureAwait(true);
            if (failure is not null)
                throw failure;
            return await reply.Task.ConfigureAwait(true);
        }
    }

    /// <summary>Returns information about a machine. It is loaded for that.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The information; null if the machine is unknown.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<DurableMachineInfo?> GetInfoAsync(string key, CancellationToken cancellationToken = default)
    {
        while (await LoadAsync(key, startsIt: false, cancellationToken).ConfigureAwait(true) is { } instance)
        {
            if (instance.Describe() is not { } info)
                continue;
            await instance.WhenStoredAsync(info.Sequence).WaitAsync(cancellationToken).ConfigureAwait(true);
            return info;
        }

        return null;
    }

    /// <summary>Starts a machine with an argument, if its key is unknown.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="key">The key of the machine.</param>
    /// <param name="argument">The argument, which <see cref="Durable{TEvent}.Argument{TState}"/> returns.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the start is stored: false if the machine exists.</returns>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    public async Task<bool> StartAsync<TArgument>(string key, TArgument argument, CancellationToken cancellationToken = default)
    {
        var buffer = new PayloadBuffer();
        Payloads.Write(new(Type, key), argument, Payloads.TypeOf<TArgument>(), buffer);
        var loaded = new StartRequest(buffer.Slice(0, buffer.Length).ToArray());
        for (var conflicts = 0; ;)
        {
            var instance = await LoadAsync(key, startsIt: true, cancellationToken, loaded).ConfigureAwait(true);
            try
            {
                await instance!.WhenStoredAsync(1).WaitAsync(cancellationToken).ConfigureAwait(true);
                return loaded.IsUsed;
            }
            catch (JournalConflictException) when (++conflicts < MaxConflicts)
            {
                loaded.IsUsed = false;      // another host has started the machine
            }
        }
    }

    private ValueTask<SendReceipt> SendCoreAsync(string key, string? messageId, TEvent @event, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ThrowIfInsideTurn();
        if (stopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
            return SendSlowlyAsync(key, messageId, @event, cancellationToken);
        if (!Journal.IsShared && instances.TryGetValue(key, out var instance)
            && instance.TrySend(messageId, @event, reply: null, out var result))
        {
            return result;
        }

        return SendSlowlyAsync(key, messageId, @event, cancellationToken);
    }

    private async ValueTask<SendReceipt> SendSlowlyAsync(
        string key, string? messageId, TEvent @event, CancellationToken cancellationToken)
    {
        var mayBeOutdated = Journal.IsShared;
        for (var conflicts = 0; ;)
        {
            var instance = await LoadAsync(key, startsIt: true, cancellationToken).ConfigureAwait(true);
            try
            {
                if (instance!.TrySend(messageId, @event, reply: null, out var result))
                    return await result.ConfigureAwait(true);
            }
            catch (Exception error) when (
                mayBeOutdated && error is UnexpectedEventException or MachineEndedException or MachineParkedException)
            {
                mayBeOutdated = false;
                if (!await IsOutdatedAsync(instance!, cancellationToken).ConfigureAwait(true))
                    throw;
                instance!.Abandon(error);       // it is loaded again
            }
            catch (JournalConflictException) when (++conflicts < MaxConflicts)
            {
                // Another host was faster: nothing of this turn is stored, so the event is handled after what that host has stored.
                instance!.Abandon(instance.Journaled.Failure!);
            }
        }
    }

    /// <summary>Determines whether another host has written to a machine since it was loaded.</summary>
    private async ValueTask<bool> IsOutdatedAsync(Instance<TEvent> instance, CancellationToken cancellationToken)
    {
        var isParked = instance.IsParked;
        var last = new LastNumber();
        var entry = await Journal.ReadAsync(instance.Journaled.Id, last, cancellationToken).ConfigureAwait(true);
        return last.Value > instance.Sequence || (entry is { Parked: null } && isParked);
    }

    private static void ThrowIfInsideTurn()
    {
        if (CurrentTurn.Machine is not null)
        {
            throw new InvalidOperationException(
                "A durable machine sends in its turn, which would be lost or repeated at a crash. "
                + "Use SendTo, which sends after the commit.");
        }
    }
}
