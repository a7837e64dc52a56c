using System.ComponentModel;
using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;
using Stateless;

namespace CoroFsm.Stateless;

/// <summary>
/// Runs charts on the Stateless library, and adapts machines of Stateless to <see cref="IStateMachine{TState, TTrigger}"/>.
/// </summary>
public static class StatelessBackend
{
    private const string NotAwaited =
        "A chart does not await its actions: an async setter continues after its trigger has been handled, and nothing catches what it "
        + "throws. Use a setter that returns nothing, and store the state elsewhere after the trigger has been handled.";

    /// <summary>Creates a machine of Stateless from a chart. The machine stores its state itself.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="state">The initial state.</param>
    /// <param name="context">The object that is passed to guards and actions with a context.</param>
    /// <param name="observer">The observer of the machine. Default: null (no observer).</param>
    /// <returns>The machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/> is null.</exception>
    /// <exception cref="NotSupportedException">The chart has parts that Stateless does not have, or defers triggers; all are
    /// named.</exception>
    public static StatelessInstance<TState, TTrigger> StartOnStateless<TState, TTrigger>(
        this Statechart<TState, TTrigger> chart,
        TState state,
        object? context = null,
        IStatechartObserver<TState, TTrigger>? observer = null)
        where TState : notnull
        where TTrigger : notnull =>
        chart.StartOnStateless(() => state, value => state = value, context, observer);

    /// <summary>Creates a machine of Stateless from a chart. The machine stores its state externally.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="chart">The chart.</param>
    /// <param name="getState">Returns the state.</param>
    /// <param name="setState">Stores the state.</param>
    /// <param name="context">The object that is passed to guards and actions with a context.</param>
    /// <param name="observer">The observer of the machine. Default: null (no observer).</param>
    /// <returns>The machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chart"/>, <paramref name="getState"/> or <paramref name="setState"/> is
    /// null.</exception>
    /// <exception cref="NotSupportedException">The chart has parts that Stateless does not have, or defers triggers; all are
    /// named.</exception>
    public static StatelessInstance<TState, TTrigger> StartOnStateless<TState, TTrigger>(
            this Statechart<TState, TTrigger> chart,
            Func<TState> getState,
            Action<TState> setState,
            object? context = null,
            IStatechartObserver<TState, TTrigger>? observer = null)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(getState);
        ArgumentNullException.ThrowIfNull(setState);
        return new(new DeclaredChart<TState, TTrigger>(chart), getState, setState, context, observer);
    }

    /// <summary>Rejects a setter that returns a task.</summary>
    [Obsolete(NotAwaited, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static StatelessInstance<TState, TTrigger> StartOnStateless<TState, TTrigger, TTask>(
            this Statechart<TState, TTrigger> chart,
            Func<TState> getState,
            Func<TState, TTask> setState,
            object? context = null,
            IStatechartObserver<TState, TTrigger>? observer = null)
        where TState : notnull
        where TTrigger : notnull
        where TTask : Task =>
        throw new NotSupportedException($"{nameof(StartOnStateless)}: {NotAwaited}");

    /// <summary>Adapts a machine of Stateless, for comparison with others.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="machine">The machine, whose configuration is not changed.</param>
    /// <returns>The same machine behind the interface. Its exceptions are those of Stateless; TryFire evaluates guards twice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static IStateMachine<TState, TTrigger> AsStateMachine<TState, TTrigger>(this StateMachine<TState, TTrigger> machine)
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new WrappedMachine<TState, TTrigger>(machine);
    }
}
