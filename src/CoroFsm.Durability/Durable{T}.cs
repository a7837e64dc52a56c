using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using CoroFsm.CompilerServices;

namespace CoroFsm.Durability;

/// <summary>Represents what a coroutine has when it is durable: its inbox, and everything that must be the same at replay.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// The same coroutine runs in memory with <see cref="Durable.InMemory{TEvent}"/>. Take time, random numbers and results of work from this
/// object only: what it returns is recorded, or follows from what is recorded.
/// </remarks>
public abstract class Durable<TEvent>
{
    private protected Durable()
    {
    }

    /// <summary>Gets the key of the machine.</summary>
    public abstract string Key { get; }

    /// <summary>Gets the inbox.</summary>
    public abstract Inbox<TEvent> Inbox { get; }

    /// <summary>Gets the version of the code that this machine was started with.</summary>
    public abstract int Version { get; }

    /// <summary>Gets the time: that of the input that is handled.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>Gets a value indicating whether a recorded input is handled again, for logs and the like. Never decide by it.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Gets random numbers that are the same at replay.</summary>
    public abstract Random Random { get; }

    /// <summary>Creates an identifier that is the same at replay.</summary>
    /// <returns>The identifier.</returns>
    public abstract Guid NewGuid();

    /// <summary>Starts an effect, and waits for its result, which is recorded: at replay the effect is not called again.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The name of the effect. It may not change while machines wait for it.</param>
    /// <param name="effect">Starts the effect.</param>
    /// <param name="options">The options; null for those of the host.</param>
    /// <param name="state">The name of the state; null for that of the method.</param>
    /// <param name="unmatched">The policy for events that arrive meanwhile and that no enclosing handler accepts; null for that of the
    /// machine.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. It throws <see cref="EffectFailedException"/> if the effect has failed.</returns>
    /// <remarks>
    /// The effect is called after the commit of the turn that requests it, and at least once: if the process ends before the result is
    /// stored, it is called again with the same <see cref="EffectContext.Id"/>.
    /// </remarks>
    public abstract WorkWait<TEvent, TResult> Call<TResult>(
        string name,
        Func<EffectContext, Task<TResult>> effect,
        EffectOptions? options = null,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "");

    /// <summary>
    /// Does work in the journal's database, and waits for its result: the work and the record of its result are committed together, so the
    /// work takes effect exactly once.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The name of the effect.</param>
    /// <param name="work">The work. It must not commit the transaction, nor wait for anything but the database.</param>
    /// <param name="state">The name of the state; null for that of the method.</param>
    /// <param name="unmatched">The policy for unmatched events; null for that of the machine.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately.</returns>
    public abstract WorkWait<TEvent, TResult> Transaction<TResult>(
        string name,
        Func<DbTransaction, CancellationToken, ValueTask<TResult>> work,
        string? state = null,
        Unmatched? unmatched = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "");

    /// <summary>Starts an effect beside the state. Its end is received as an event.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The name of the effect.</param>
    /// <param name="effect">Starts the effect.</param>
    /// <param name="done">Makes the event of the result.</param>
    /// <param name="failed">Makes the event of a failure; null to raise <see cref="EffectFailedException"/> at the wait.</param>
    /// <param name="options">The options; null for those of the host.</param>
    /// <returns>The scope; dispose of it to cancel the effect.</returns>
    public abstract WorkScope<TEvent> Start<TResult>(
        string name,
        Func<EffectContext, Task<TResult>> effect,
        Func<TResult, TEvent> done,
        Func<Exception, TEvent>? failed = null,
        EffectOptions? options = null);

    /// <summary>Sends a message to the application. It leaves after the commit, at least once, and never at replay.</summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="message">The message.</param>
    public abstract void Emit<TMessage>(TMessage message)
        where TMessage : notnull;

    /// <summary>Sends an event to another machine of this type. It is received once, after the commit.</summary>
    /// <param name="key">The key of the machine. It is started if it is unknown.</param>
    /// <param name="event">The event.</param>
    public abstract void SendTo(string key, TEvent @event);

    /// <summary>
    /// Determines whether this machine takes a change of the code: true for machines that reach this point with the new code, false for
    /// those that passed it before.
    /// </summary>
    /// <param name="patch">The name of the change.</param>
    /// <returns>The same at each replay.</returns>
    public abstract bool Has(string patch);

    /// <summary>Returns the argument of a restart.</summary>
    /// <typeparam name="TState">The type of the argument.</typeparam>
    /// <returns>The data of the last <see cref="Restart{TState}"/>; the default value if the machine was never restarted.</returns>
    public abstract TState? Argument<TState>();

    /// <summary>
    /// Restarts the coroutine with data, as <c>return order.Restart(data)</c>: the records before it are removed, so that the journal of a
    /// machine that lives long stays short.
    /// </summary>
    /// <typeparam name="TState">The type of the data.</typeparam>
    /// <param name="state">The data, which <see cref="Argument{TState}"/> returns after the restart.</param>
    public abstract void Restart<TState>(TState state);

    /// <summary>Gets a value indicating whether the argument is the data of a restart.</summary>
    internal abstract bool IsRestarted { get; }

    /// <summary>
    /// Gets a value indicating whether a restart now keeps everything that is not in its data, and is recorded. At replay it is false: the
    /// recorded restart follows by itself.
    /// </summary>
    internal abstract bool MayRestart { get; }

    /// <summary>Returns the argument, read by a converter.</summary>
    internal abstract TValue? ReadArgument<TValue>(JsonConverter<TValue> converter)
        where TValue : class;

    /// <summary>Restarts the coroutine with data that is written by a converter.</summary>
    internal abstract void RestartFrom<TValue>(TValue value, JsonConverter<TValue> converter);

    /// <summary>Returns a copy of a value, by JSON.</summary>
    internal abstract TValue? Copy<TValue>(TValue? value)
        where TValue : class;

    /// <summary>Starts an effect whose end does not come as an event.</summary>
    internal abstract void StartWork<TResult>(
        string name, Func<EffectContext, Task<TResult>> effect, IExternalWork<TResult> work, EffectOptions? options);
}
