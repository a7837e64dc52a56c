namespace CoroFsm.Hosting;

/// <content>Events for the machine of a key.</content>
public sealed partial class Machines<TKey, TEvent>
{
    /// <summary>Starts the machine of a key, if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait for a machine that is being started or closed.</param>
    /// <returns>A task that ends when the machine waits for its first event, or has already ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="MachineRefusedException">The set is full, or the host is stopping.</exception>
    /// <remarks>Exceptions of the coroutine before its first wait, and of its services, come out of the task.</remarks>
    public async Task EnsureStartedAsync(TKey key, CancellationToken cancellationToken = default) =>
        _ = await UseAsync(key, starts: true, 0, static (_, _, _) => new ValueTask<bool>(true), cancellationToken).ConfigureAwait(false);

    /// <summary>Sends an event to the machine of a key. Starts the machine if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Takes the event back if its turn has not begun.</param>
    /// <returns>A task that ends when the event has been handled, and fails if its handling fails.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="MachineRefusedException">The set is full, or the host is stopping. The event was not handled.</exception>
    /// <remarks>
    /// An event that arrives while its machine ends or is evicted is for the next machine of the key. As
    /// <see cref="Machine{TEvent}.SendAsync"/>, the event is handled on this thread if the machine is idle.
    /// </remarks>
    public async Task SendAsync(TKey key, TEvent @event, CancellationToken cancellationToken = default) =>
        _ = await UseAsync(key, starts: true, Lasting(@event), Send, cancellationToken).ConfigureAwait(false);

    /// <summary>Sends an event to the machine of a key, if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Takes the event back if its turn has not begun.</param>
    /// <returns>A task that ends when the event has been handled (true), or there is no machine (false).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="MachineRefusedException">The host is stopping. The event was not handled.</exception>
    public async Task<bool> TrySendAsync(TKey key, TEvent @event, CancellationToken cancellationToken = default) =>
        (await UseAsync(key, starts: false, Lasting(@event), Send, cancellationToken).ConfigureAwait(false)).IsFound;

    /// <summary>Sends an event that asks for a reply to the machine of a key. Starts the machine if there is none.</summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="ask">Creates the event. Called again if the machine ends before it has received the event.</param>
    /// <param name="cancellationToken">Takes the event back if its turn has not begun; later, ends the wait for the reply.</param>
    /// <returns>The reply; see <see cref="Machine{TEvent}.AskAsync"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="ask"/> is null.</exception>
    /// <exception cref="MachineRefusedException">The set is full, or the host is stopping. The event was not handled.</exception>
    /// <exception cref="MachineEndedException">The machine ended without a reply.</exception>
    public async ValueTask<TReply> AskAsync<TReply>(
        TKey key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        return (await UseAsync(key, starts: true, ask, Ask, cancellationToken).ConfigureAwait(false)).Result!;
    }

    /// <summary>Sends an event that asks for a reply to the machine of a key, if there is one.</summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="ask">Creates the event. Called again if the machine ends before it has received the event.</param>
    /// <param name="cancellationToken">Takes the event back if its turn has not begun; later, ends the wait for the reply.</param>
    /// <returns>The reply; the default value of its type if there is no machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="ask"/> is null.</exception>
    /// <exception cref="MachineRefusedException">The host is stopping. The event was not handled.</exception>
    /// <exception cref="MachineEndedException">The machine ended without a reply.</exception>
    public async ValueTask<TReply?> AskOrDefaultAsync<TReply>(
        TKey key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        return (await UseAsync(key, starts: false, ask, Ask, cancellationToken).ConfigureAwait(false)).Result;
    }

    private static async ValueTask<bool> Send(Machine<TEvent> machine, TEvent @event, CancellationToken cancellationToken)
    {
        await machine.SendAsync(@event, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static ValueTask<TReply> Ask<TReply>(
        Machine<TEvent> machine, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken) =>
        machine.AskAsync(ask, cancellationToken);

    /// <summary>Creates an event that stays valid while it waits for a machine.</summary>
    private static TEvent Lasting(TEvent @event) => @event is IDetachable<TEvent> borrowed ? borrowed.Detach() : @event;

    /// <summary>
    /// Performs a call of the machine of a key. A call that the machine refused, because it had ended before, is performed on its
    /// successor.
    /// </summary>
    private async ValueTask<(bool IsFound, TResult? Result)> UseAsync<TArgument, TResult>(
        TKey key,
        bool starts,
        TArgument argument,
        Func<Machine<TEvent>, TArgument, CancellationToken, ValueTask<TResult>> use,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        while (await EnterAsync(key, starts, cancellationToken).ConfigureAwait(false) is { } life)
        {
            var machine = life.Machine!;
            try
            {
                return (true, await use(machine, argument, cancellationToken).ConfigureAwait(false));
            }
            catch (MachineEndedException ended) when (ReferenceEquals(ended.RefusedBy, machine) && HasSuccessor(life, machine))
            {
                RefuseIfStopping();
            }
            finally
            {
                Exit(life);
            }

            await life.Gone.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return default;
    }

    /// <summary>Begins a use of the machine of a key.</summary>
    /// <returns>The machine; null if there is none and it is not to be started.</returns>
    private async ValueTask<HostedMachine<TKey, TEvent>?> EnterAsync(TKey key, bool starts, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RefuseIfStopping();
            HostedMachine<TKey, TEvent>? added = null;
            if (!lives.TryGetValue(key, out var life))
            {
                if (!starts)
                    return null;
                life = added = TryAdd(key);
                if (life is null)
                    continue;
            }

            if (!life.TryEnter())
            {
                await life.Gone.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            Interlocked.Increment(ref pending);
            try
            {
                if (added is not null)
                    Start(added);
                await life.Started.WaitAsync(cancellationToken).ConfigureAwait(false);
                return life;
            }
            catch
            {
                Exit(life);
                throw;
            }
        }
    }

    private void Exit(HostedMachine<TKey, TEvent> life)
    {
        Touch(life);
        life.Exit();
        Interlocked.Decrement(ref pending);
    }

    private bool HasSuccessor(HostedMachine<TKey, TEvent> life, Machine machine) =>
        life.WasEndedByOthers && !(machine.Status == MachineStatus.Faulted && Options.FaultPolicy == FaultPolicy.Keep);

    /// <summary>Adds the first life of a key.</summary>
    /// <returns>The life; null if another thread has added one.</returns>
    private HostedMachine<TKey, TEvent>? TryAdd(TKey key)
    {
        if (Interlocked.Increment(ref count) > Options.Capacity)
        {
            Interlocked.Decrement(ref count);
            throw RefusedByCapacity();
        }

        var life = new HostedMachine<TKey, TEvent>(this, key, restarts: 0) { LastUsed = clock.GetTimestamp() };
        if (!lives.TryAdd(key, life))
        {
            Interlocked.Decrement(ref count);
            return null;
        }

        if (IsStopping)
        {
            Forget(life);       // it came too late for the stop to see it
            RefuseIfStopping();
        }

        return life;
    }

    private MachineRefusedException RefusedByCapacity()
    {
        metrics.Refuse("capacity");
        if (!isCapacityReported)
        {
            isCapacityReported = true;
            MachineLog.CapacityReached(logger, Name, Options.Capacity);
        }

        return new(
            MachineRefusal.Capacity,
            $"{Name} has {Options.Capacity} machines, and the event needs one more. "
            + $"Send it later, let machines end, or raise {nameof(HostedMachineOptions)}.{nameof(HostedMachineOptions.Capacity)}.");
    }

    private void RefuseIfStopping()
    {
        if (!IsStopping)
            return;
        metrics.Refuse("stopping");
        throw new MachineRefusedException(
            MachineRefusal.Stopping,
            $"The machines of {Name} are stopping, so they take no further event. Send it when the host has been started again.");
    }
}
