namespace CoroFsm.Statecharts;

/// <summary>Builds charts.</summary>
public static class Statechart
{
    /// <summary>
    /// The key under which the <see cref="Exception.Data"/> of what comes out of a <c>Fire</c> name the triggers, in order, that were queued behind the one that failed, and that
    /// have been dropped with it.
    /// </summary>
    public const string DroppedTriggers = "CoroFsm.DroppedTriggers";

    /// <summary>Builds a chart.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="configure">Configures its states.</param>
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
