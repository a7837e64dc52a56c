using System.Runtime.CompilerServices;
using CoroFsm.Statecharts;

namespace CoroFsm.Testing;

/// <content>Declared machines on one side or on both.</content>
public static partial class Equivalence
{
    /// <inheritdoc cref="Explore{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TLeft">The type of the states on the left.</typeparam>
    /// <typeparam name="TRight">The type of the states on the right.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Explore<TLeft, TRight, TEvent>(
        Func<IStateMachine<TLeft, TEvent>> left,
        Func<IStateMachine<TRight, TEvent>> right,
        IEnumerable<TEvent> alphabet,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TLeft : notnull
        where TRight : notnull
        where TEvent : notnull =>
        Explore(Explored(left), Explored(right), alphabet, options, cancellationToken, leftCode, rightCode);

    /// <inheritdoc cref="Explore{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TState">The type of the chart's states.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Explore<TState, TEvent>(
        Func<IStateMachine<TState, TEvent>> left,
        Func<ExploredMachine<TEvent>> right,
        IEnumerable<TEvent> alphabet,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TState : notnull
        where TEvent : notnull =>
        Explore(Explored(left), right, alphabet, options, cancellationToken, leftCode, rightCode);

    /// <inheritdoc cref="Explore{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TState">The type of the chart's states.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Explore<TState, TEvent>(
        Func<ExploredMachine<TEvent>> left,
        Func<IStateMachine<TState, TEvent>> right,
        IEnumerable<TEvent> alphabet,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TState : notnull
        where TEvent : notnull =>
        Explore(left, Explored(right), alphabet, options, cancellationToken, leftCode, rightCode);

    /// <inheritdoc cref="Compare{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TLeft">The type of the states on the left.</typeparam>
    /// <typeparam name="TRight">The type of the states on the right.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Compare<TLeft, TRight, TEvent>(
        Func<IStateMachine<TLeft, TEvent>> left,
        Func<IStateMachine<TRight, TEvent>> right,
        IEnumerable<TEvent> events,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TLeft : notnull
        where TRight : notnull
        where TEvent : notnull =>
        Compare(Explored(left), Explored(right), events, options, cancellationToken, leftCode, rightCode);

    /// <inheritdoc cref="Compare{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TState">The type of the chart's states.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Compare<TState, TEvent>(
        Func<IStateMachine<TState, TEvent>> left,
        Func<ExploredMachine<TEvent>> right,
        IEnumerable<TEvent> events,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TState : notnull
        where TEvent : notnull =>
        Compare(Explored(left), right, events, options, cancellationToken, leftCode, rightCode);

    /// <inheritdoc cref="Compare{TEvent}(Func{ExploredMachine{TEvent}}, Func{ExploredMachine{TEvent}}, IEnumerable{TEvent}, EquivalenceOptions?, CancellationToken, string, string)"/>
    /// <typeparam name="TState">The type of the chart's states.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    public static EquivalenceResult<TEvent> Compare<TState, TEvent>(
        Func<ExploredMachine<TEvent>> left,
        Func<IStateMachine<TState, TEvent>> right,
        IEnumerable<TEvent> events,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
        where TState : notnull
        where TEvent : notnull =>
        Compare(left, Explored(right), events, options, cancellationToken, leftCode, rightCode);

    private static Func<ExploredMachine<TEvent>> Explored<TState, TEvent>(Func<IStateMachine<TState, TEvent>> start, [CallerArgumentExpression(nameof(start))] string name = "")
        where TState : notnull
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(start, name);
        return () => start() is { } machine ? ExploredMachine.Of(machine) : null!;
    }
}
