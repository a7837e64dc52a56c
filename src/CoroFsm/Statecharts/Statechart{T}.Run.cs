using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>The chart as a coroutine.</content>
public sealed partial class Statechart<TState, TTrigger>
{
    /// <summary>Runs an instance as a coroutine: <c>await chart.Run(inbox, State.Idle)</c>, as a substate of a coroutine machine.</summary>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="state">The state to start in.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine; see <see cref="StatechartCoroutine"/>.</returns>
    /// <remarks>
    /// A chart that needs <see cref="Enter"/> is entered, with the machine's <see cref="MachineOptions.TimeProvider"/>, and left when the
    /// coroutine ends.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public Coroutine Run(
        Inbox<TTrigger> inbox, TState state, object? context = null, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Tables is null
            ? Start(state, context).Run(inbox, line, file)
            : RunEntered(inbox, state, static trigger => new TriggerOccurrence<TTrigger>(trigger), context, line, file);

    /// <summary>Runs an instance as a coroutine whose events become triggers, with their parameters.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="state">The state to start in.</param>
    /// <param name="toTrigger">Gets the trigger of an event; null if the chart does not accept the event. The result must depend on the
    /// event alone.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine; see <see cref="StatechartCoroutine"/>.</returns>
    /// <remarks>
    /// A chart that needs <see cref="Enter"/> is entered, with the machine's <see cref="MachineOptions.TimeProvider"/>, and left when the
    /// coroutine ends.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public Coroutine Run<TEvent>(
        Inbox<TEvent> inbox,
        TState state,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        object? context = null,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "") =>
        Tables is null
            ? Start(state, context).Run(inbox, toTrigger, line, file)
            : RunEntered(inbox, state, toTrigger, context, line, file);

    /// <summary>Runs an instance of its own, whose timers and work end with the coroutine.</summary>
    private async Coroutine RunEntered<TEvent>(
        Inbox<TEvent> inbox, TState state, Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger, object? context, int line, string file)
    {
        ArgumentNullException.ThrowIfNull(toTrigger);
        this.EnsureRunsIn(inbox.Wrapped);
        var instance = Enter(state, context, timeProvider: inbox.Wrapped.TimeProvider);
        try
        {
            await instance.Run(inbox, toTrigger, line, file);
        }
        finally
        {
            instance.ExitWhenIdle();
        }
    }
}
