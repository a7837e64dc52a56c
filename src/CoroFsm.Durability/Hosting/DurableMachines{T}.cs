using CoroFsm.Durability.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoroFsm.Durability.Hosting;

/// <summary>Represents a set of durable machines in a .NET host, one for each key.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// Registered by <see cref="DurableMachineServiceCollectionExtensions"/>. Thread-safe. It opens when the host starts, or at the first call
/// before, so that every service may use it. After the stop, its calls throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class DurableMachines<TEvent> : DurableMachines, IDisposable, IAsyncDisposable
{
    private readonly DurableProgram<TEvent> program;
    private readonly DurableOptions options;
    private readonly ILogger logger;
    private readonly SemaphoreSlim opening = new(1);
    private DurableHost<TEvent>? host;
    private volatile bool isStopping;

    internal DurableMachines(
        string name, IServiceProvider services, DurableProgram<TEvent> program, Journal journal, DurableHostedOptions hosted)
        : base(name, hosted.Durable.Type ?? name, journal)
    {
        this.program = program;
        options = Complete(services, hosted);
        logger = options.LoggerFactory?.CreateLogger("CoroFsm.Durability." + Type) ?? NullLogger.Instance;
    }

    /// <inheritdoc/>
    public override bool IsOpen => Volatile.Read(ref host) is not null && !isStopping;

    /// <inheritdoc/>
    public override bool IsStopping => isStopping;

    /// <summary>Returns the host of the machines, and opens it if it is not open.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The host. Do not dispose of it.</returns>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">The application is stopping.</exception>
    public ValueTask<DurableHost<TEvent>> GetHostAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref host) is { } open ? new(open) : new(OpenAsync(cancellationToken));

    /// <inheritdoc cref="DurableHost{TEvent}.SendAsync(string, TEvent, CancellationToken)"/>
    public ValueTask<SendReceipt> SendAsync(string key, TEvent @event, CancellationToken cancellationToken = default)
    {
        return Volatile.Read(ref host) is { } open ? open.SendAsync(key, @event, cancellationToken) : SendLaterAsync();

        async ValueTask<SendReceipt> SendLaterAsync() =>
            await (await GetHostAsync(cancellationToken).ConfigureAwait(false)).SendAsync(key, @event, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <inheritdoc cref="DurableHost{TEvent}.SendAsync(string, string, TEvent, CancellationToken)"/>
    public ValueTask<SendReceipt> SendAsync(string key, string messageId, TEvent @event, CancellationToken cancellationToken = default)
    {
        return Volatile.Read(ref host) is { } open ? open.SendAsync(key, messageId, @event, cancellationToken) : SendLaterAsync();

        async ValueTask<SendReceipt> SendLaterAsync() =>
            await (await GetHostAsync(cancellationToken).ConfigureAwait(false)).SendAsync(key, messageId, @event, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>Sends an event to a machine, but starts none.</summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Cancels the wait for the load of the machine.</param>
    /// <returns>A task that ends when the event is stored: false if the machine is unknown.</returns>
    /// <inheritdoc cref="DurableHost{TEvent}.SendAsync(string, TEvent, CancellationToken)" path="/exception"/>
    public async Task<bool> TrySendAsync(string key, TEvent @event, CancellationToken cancellationToken = default)
    {
        var open = await GetHostAsync(cancellationToken).ConfigureAwait(false);
        if (await open.GetInfoAsync(key, cancellationToken).ConfigureAwait(false) is null)
            return false;
        await open.SendAsync(key, @event, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc cref="DurableHost{TEvent}.AskAsync"/>
    public async Task<TReply> AskAsync<TReply>(
        string key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default) =>
        await (await GetHostAsync(cancellationToken).ConfigureAwait(false)).AskAsync(key, ask, cancellationToken).ConfigureAwait(false);

    /// <summary>Sends an event that asks for a reply to a machine, but starts none.</summary>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <param name="key">The key of the machine.</param>
    /// <param name="ask">Makes the event of the reply.</param>
    /// <param name="cancellationToken">Cancels the wait for the reply.</param>
    /// <returns>The reply; the default value if the machine is unknown.</returns>
    /// <inheritdoc cref="DurableHost{TEvent}.SendAsync(string, TEvent, CancellationToken)" path="/exception"/>
    public async Task<TReply?> AskOrDefaultAsync<TReply>(
        string key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default)
    {
        var open = await GetHostAsync(cancellationToken).ConfigureAwait(false);
        return await open.GetInfoAsync(key, cancellationToken).ConfigureAwait(false) is null
            ? default
            : await open.AskAsync(key, ask, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="DurableHost{TEvent}.QueryAsync"/>
    public async Task<TReply> QueryAsync<TReply>(
        string key, Func<ReplyTo<TReply>, TEvent> ask, CancellationToken cancellationToken = default) =>
        await (await GetHostAsync(cancellationToken).ConfigureAwait(false)).QueryAsync(key, ask, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="DurableHost{TEvent}.GetInfoAsync"/>
    public async Task<DurableMachineInfo?> GetInfoAsync(string key, CancellationToken cancellationToken = default) =>
        await (await GetHostAsync(cancellationToken).ConfigureAwait(false)).GetInfoAsync(key, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Stops the machines, if the host has not done so: stores what was handled. The service container closes the journal.
    /// </summary>
    /// <returns>A task that ends when the machines have stopped.</returns>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Refuses new events, stores what was handled, and cancels the effects, which the next host calls again.</summary>
    /// <param name="cancellationToken">Ends the wait. What is not stored by then is reported.</param>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (isStopping)
            return;
        isStopping = true;
        try
        {
            await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            opening.Release();
            if (host is { } open)
                await open.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            DurableLog.StopTimedOut(logger, Type);
        }
    }

    private static DurableOptions Complete(IServiceProvider services, DurableHostedOptions hosted)
    {
        var durable = hosted.Durable;
        if (hosted.OnMessage is not null && durable.OnMessage is not null)
        {
            throw new InvalidOperationException(
                $"{nameof(DurableHostedOptions)}.{nameof(hosted.OnMessage)} and {nameof(DurableOptions)}.{nameof(durable.OnMessage)} "
                + "are both set. Set one of them.");
        }

        return durable with
        {
            LeavesJournalOpen = true,
            LoggerFactory = durable.LoggerFactory ?? services.GetService<ILoggerFactory>(),
            OnMessage = hosted.OnMessage is { } deliver ? DeliverAsync(services, deliver) : durable.OnMessage,
            TimeProvider = durable.TimeProvider == TimeProvider.System
                ? services.GetService<TimeProvider>() ?? TimeProvider.System
                : durable.TimeProvider,
        };
    }

    private static Func<DurableMessage, CancellationToken, Task> DeliverAsync(
        IServiceProvider services, Func<IServiceProvider, DurableMessage, CancellationToken, Task> deliver)
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        return async (message, cancellationToken) =>
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(true))
                await deliver(scope.ServiceProvider, message, cancellationToken).ConfigureAwait(true);
        };
    }

    private async Task<DurableHost<TEvent>> OpenAsync(CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (host is { } open)
                return open;
            if (isStopping)
                throw new ObjectDisposedException(
                nameof(DurableMachines), $"The machines of {Type} are stopping. Send events to the next host.");
            open = await DurableHost.OpenAsync(Journal, program, options with { Type = Type }, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref host, open);
            return open;
        }
        finally
        {
            opening.Release();
        }
    }
}
