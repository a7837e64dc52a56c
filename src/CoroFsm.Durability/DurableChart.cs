using CoroFsm.Durability.Charts;
using CoroFsm.Statecharts;

namespace CoroFsm.Durability;

/// <summary>Creates the code of durable machines that run a chart.</summary>
/// <remarks>
/// <para>
/// Pass the result to <see cref="DurableHost"/> or to <see cref="DurableProgram{TEvent}"/>. The machine enters the initial state when it
/// starts, and ends when the chart has completed: when it is in a final state without a superstate. An event that the chart does not handle
/// is refused, unless the chart or <see cref="DurableOptions.Machine"/> has another policy.
/// </para>
/// <para>
/// Timers of the chart are timers of the machine, and survive the process. Work that states invoke is an effect: it is called after the
/// commit, at least once, and its result is recorded. It fails with <see cref="EffectFailedException"/>.
/// </para>
/// <para>
/// From time to time the machine restarts from a snapshot of its states, histories, timers and context, as
/// <see cref="DurableChartOptions"/> says. A snapshot names states: a newer version of the chart must have those of the older.
/// </para>
/// </remarks>
public static class DurableChart
{
    /// <summary>Creates the code of machines whose events are the triggers of a chart.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state to enter first.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public static Func<Durable<TTrigger>, Coroutine> Of<TState, TTrigger>(
        Statechart<TState, TTrigger> chart, TState initial, DurableChartOptions? options = null)
        where TState : notnull
        where TTrigger : notnull =>
        Create<TState, TTrigger, TTrigger, object>(chart, initial, static trigger => new(trigger), context: null, options);

    /// <summary>Creates the code of machines whose events are the triggers of a chart with a context.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <typeparam name="TContext">The type of the context, which is stored as JSON.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state to enter first.</param>
    /// <param name="context">
    /// Gets the context of a machine. Takes the argument of <see cref="DurableHost{TEvent}.StartAsync"/>, or what was stored; null if there
    /// is neither.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <remarks>Work that a state invokes takes a copy of the context as it was when the state was entered.</remarks>
    public static Func<Durable<TTrigger>, Coroutine> Of<TState, TTrigger, TContext>(
        Statechart<TState, TTrigger> chart,
        TState initial,
        Func<Durable<TTrigger>, TContext?, TContext> context,
        DurableChartOptions? options = null)
        where TState : notnull
        where TTrigger : notnull
        where TContext : class =>
        Create(chart, initial, static trigger => new(trigger), NotNull(context), options);

    /// <summary>Creates the code of machines whose events become triggers of a chart, with their parameters.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state to enter first.</param>
    /// <param name="toTrigger">Gets the trigger of an event; null if the chart does not accept the event. The result must depend on the
    /// event alone.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public static Func<Durable<TEvent>, Coroutine> Of<TState, TTrigger, TEvent>(
        Statechart<TState, TTrigger> chart,
        TState initial,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        DurableChartOptions? options = null)
        where TState : notnull
        where TTrigger : notnull =>
        Create<TState, TTrigger, TEvent, object>(chart, initial, toTrigger, context: null, options);

    /// <summary>Creates the code of machines whose events become triggers of a chart with a context.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <typeparam name="TContext">The type of the context, which is stored as JSON.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="initial">The state to enter first.</param>
    /// <param name="toTrigger">Gets the trigger of an event; null if the chart does not accept the event. The result must depend on the
    /// event alone.</param>
    /// <param name="context">
    /// Gets the context of a machine. Takes the argument of <see cref="DurableHost{TEvent}.StartAsync"/>, or what was stored; null if there
    /// is neither.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <remarks>Work that a state invokes takes a copy of the context as it was when the state was entered.</remarks>
    public static Func<Durable<TEvent>, Coroutine> Of<TState, TTrigger, TEvent, TContext>(
        Statechart<TState, TTrigger> chart,
        TState initial,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        Func<Durable<TEvent>, TContext?, TContext> context,
        DurableChartOptions? options = null)
        where TState : notnull
        where TTrigger : notnull
        where TContext : class =>
        Create(chart, initial, toTrigger, NotNull(context), options);

    private static Func<Durable<TEvent>, Coroutine> Create<TState, TTrigger, TEvent, TContext>(
        Statechart<TState, TTrigger> chart,
        TState initial,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        Func<Durable<TEvent>, TContext?, TContext>? context,
        DurableChartOptions? options)
        where TState : notnull
        where TTrigger : notnull
        where TContext : class
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(toTrigger);
        if (chart.StateOf(initial) < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(initial), initial, "The chart has no such state. Configure it, or start in one that is configured.");
        }

        return new ChartProgram<TState, TTrigger, TEvent, TContext>(
            chart, initial, toTrigger, context, options ?? DurableChartOptions.Default).Run;
    }

    private static T NotNull<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
