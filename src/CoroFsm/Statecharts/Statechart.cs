namespace CoroFsm.Statecharts;

/// <summary>Provides the entry point for building charts.</summary>
public static class Statechart
{
    /// <summary>
    /// The key in the <see cref="Exception.Data"/> of an exception that <c>Fire</c> throws: names the triggers, in order, that were queued
    /// after the one that failed, and were dropped.
    /// </summary>
    public const string DroppedTriggers = "CoroFsm.DroppedTriggers";

    /// <summary>Builds a chart.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="configure">Configures the states of the chart.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="InvalidStatechartException">The chart has faults; all are named at once.</exception>
    public static Statechart<TState, TTrigger> Build<TState, TTrigger>(Action<StatechartBuilder<TState, TTrigger>> configure)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new StatechartBuilder<TState, TTrigger>();
        configure(builder);
        return builder.Build();
    }
}
