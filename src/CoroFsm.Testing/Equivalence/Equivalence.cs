using System.Runtime.CompilerServices;

namespace CoroFsm.Testing;

/// <summary>
/// Tells whether two machines do the same: coroutines, generators, charts on any engine, classes with a <c>switch</c>.
/// </summary>
/// <remarks>
/// <para>
/// Compared are, after the start and after each event: the name of the state; whether the event was handled, was unhandled, or made the
/// machine throw, and which exception with which message; and what both sides put out, if they give it
/// (<see cref="ExploredMachine{TEvent}.WithOutputs"/>). At the end of each sequence of events both are closed, and what their clean-up
/// throws is compared, too. An event that is ignored is one that is handled, after which the state is the same and nothing has come out.
/// </para>
/// <para>
/// The functions are called again and again, and must make everything that the machine works on anew: no clocks, no chance, nothing that
/// an earlier one has changed. A machine that never returns from an event cannot be cancelled. What a function throws comes out.
/// </para>
/// </remarks>
public static partial class Equivalence
{
    /// <summary>
    /// Tries every event of an alphabet in every state that the two machines can be brought into together, breadth first.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="left">Makes one machine, such as <c>() => Machine.Start&lt;string&gt;(Door)</c>.</param>
    /// <param name="right">Makes the other.</param>
    /// <param name="alphabet">The events to try. All machines are sent the same objects, and must not change them.</param>
    /// <param name="options">How far to go; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration between two events.</param>
    /// <param name="leftCode">Filled in by the compiler.</param>
    /// <param name="rightCode">Filled in by the compiler.</param>
    /// <returns>
    /// That no difference was found, in how many states and transitions, and whether a limit was met; or the shortest sequence of those
    /// tried after which they differ, as code.
    /// </returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="left"/>, <paramref name="right"/> or <paramref name="alphabet"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="alphabet"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// A machine did not do the same when it was sent the same events again, was not made anew, or cannot be sent an event of the
    /// alphabet.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// Two states are taken for the same if they have the same names, coroutines wait at the same line, and the states of charts are
    /// equal; except for <see cref="EquivalenceOptions.Lookahead"/> and what <see cref="ExploredMachine{TEvent}.WithData"/> tells apart.
    /// So far goes the proof. Takes states × events ^ lookahead machines, each of which is sent as many events as its state is away.
    /// </remarks>
    public static EquivalenceResult<TEvent> Explore<TEvent>(
        Func<ExploredMachine<TEvent>> left,
        Func<ExploredMachine<TEvent>> right,
        IEnumerable<TEvent> alphabet,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(alphabet);
        TEvent[] events = [.. alphabet.Distinct()];
        if (events.Length == 0)
            throw new ArgumentException("The alphabet is empty, so nothing would be compared. Name the events to try.", nameof(alphabet));
        return new ProductExploration<TEvent>(new(left, right, leftCode, rightCode, options ?? new(), cancellationToken), events).Run();
    }

    /// <summary>Sends one sequence of events to both machines, up to the first difference.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="left">Makes one machine.</param>
    /// <param name="right">Makes the other.</param>
    /// <param name="events">The events, in order.</param>
    /// <param name="options">How events are written as code; null: the defaults. The limits do not matter here.</param>
    /// <param name="cancellationToken">Ends the comparison between two events.</param>
    /// <param name="leftCode">Filled in by the compiler.</param>
    /// <param name="rightCode">Filled in by the compiler.</param>
    /// <returns>That no difference was found, or the events up to the first.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="left"/>, <paramref name="right"/> or <paramref name="events"/> is null.
    /// </exception>
    /// <exception cref="InvalidOperationException">A machine cannot be sent one of the events.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static EquivalenceResult<TEvent> Compare<TEvent>(
        Func<ExploredMachine<TEvent>> left,
        Func<ExploredMachine<TEvent>> right,
        IEnumerable<TEvent> events,
        EquivalenceOptions? options = null,
        CancellationToken cancellationToken = default,
        [CallerArgumentExpression(nameof(left))] string leftCode = "",
        [CallerArgumentExpression(nameof(right))] string rightCode = "")
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(events);
        return new Comparison<TEvent>(left, right, leftCode, rightCode, options ?? new(), cancellationToken).Compare(events);
    }
}
