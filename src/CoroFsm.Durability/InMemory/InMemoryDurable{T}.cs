using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using CoroFsm.CompilerServices;

namespace CoroFsm.Durability.InMemory;

/// <summary>Represents a durable coroutine that runs without a journal.</summary>
internal sealed class InMemoryDurable<TEvent>(string key, Inbox<TEvent> inbox, InMemoryOptions<TEvent> options) : Durable<TEvent>
{
    private object? argument;
    private bool isRestarted;
    private int effects;

    public override string Key => key;

    public override Inbox<TEvent> Inbox => inbox;

    public override int Version => 1;

    public override DateTimeOffset UtcNow => options.TimeProvider.GetUtcNow();

    public override bool IsReplaying => false;

    public override Random Random => Random.Shared;

    public override Guid NewGuid() => Guid.NewGuid();

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
        return inbox.Await(Wrap(name, effect, options), state, unmatched, line, file);
    }

    public override WorkWait<TEvent, TResult> Transaction<TResult>(
        string name,
        Func<DbTransaction, CancellationToken, ValueTask<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") => throw new NotSupportedException(
            "There is no transaction in memory. Run the machine in a DurableHost with a journal on a database.");

    public override WorkScope<TEvent> Start<TResult>(
        string name,
        Func<EffectContext, Task<TResult>> effect,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed = null,
        EffectOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(effect);
        return inbox.Invoke(Wrap(name, effect, options), done, failed, cancelled: null, name);
    }

    public override void Emit<TMessage>(TMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (options.OnMessage is not { } deliver)
            throw new InvalidOperationException("Nothing delivers messages. Set InMemoryOptions.OnMessage.");
        deliver(message);
    }

    public override void SendTo(string key, TEvent @event)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (options.SendTo is not { } send)
            throw new InvalidOperationException("Nothing sends events to other machines. Set InMemoryOptions.SendTo.");
        send(key, @event);
    }

    public override bool Has(string patch)
    {
        ArgumentException.ThrowIfNullOrEmpty(patch);
        return true;
    }

    public override TState? Argument<TState>()
        where TState : default => argument is TState state ? state : default;

    public override void Restart<TState>(TState state) => (argument, isRestarted) = (state, true);

    internal override bool IsRestarted => false;

    internal override bool MayRestart => false;

    internal override TValue? ReadArgument<TValue>(JsonConverter<TValue> converter)
        where TValue : class => argument as TValue;

    internal override void RestartFrom<TValue>(TValue value, JsonConverter<TValue> converter) => Restart(value);

    internal override TValue? Copy<TValue>(TValue? value)
        where TValue : class => value;

    internal override void StartWork<TResult>(
        string name, Func<EffectContext, Task<TResult>> effect, IExternalWork<TResult> work, EffectOptions? options) =>
        _ = RunAsync(Wrap(name, effect, options)(work.Token), work);

    /// <summary>Runs the coroutine, and runs it again while it restarts.</summary>
    internal static Coroutine Run(InMemoryDurable<TEvent> durable, Func<Durable<TEvent>, Coroutine> coroutine) =>
        RepeatedCoroutine.Run(() => coroutine(durable), durable.TakeRestart);

    private static async Task RunAsync<TResult>(Task<TResult> task, IExternalWork<TResult> work)
    {
        try
        {
            work.Complete(await task.ConfigureAwait(false), out _);
        }
        catch (Exception error)
        {
            work.Fail(error, out _);
        }
    }

    private bool TakeRestart()
    {
        var restarts = isRestarted;
        isRestarted = false;
        return restarts;
    }

    /// <summary>Makes an effect fail as it does in a host: the coroutine sees the type and the message of the exception.</summary>
    private Func<CancellationToken, Task<TResult>> Wrap<TResult>(
        string name, Func<EffectContext, Task<TResult>> effect, EffectOptions? own)
    {
        var (used, id) = (own ?? options.Effects, $"{key}/{++effects}");
        return async cancellationToken =>
        {
            using var timeout = used.Timeout is { } limit ? new CancellationTokenSource(limit, options.TimeProvider) : null;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout?.Token ?? default);
            try
            {
                var attempt = 0;
                return await used.Pipeline.ExecuteAsync(
                    async token => await effect(new(id, ++attempt, token)).ConfigureAwait(false), ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException) when (timeout is { IsCancellationRequested: true })
            {
                throw new EffectFailedException(name, typeof(TimeoutException).FullName!, $"The effect did not end within {used.Timeout}.");
            }
            catch (Exception error)
            {
                throw new EffectFailedException(name, error.GetType().FullName ?? error.GetType().Name, error.Message);
            }
        };
    }
}
