using System.Runtime.CompilerServices;
using CoroFsm.Diagnostics;

namespace CoroFsm.Testing;

/// <summary>Compares two machines of any kind: coroutines, generators, charts on any engine, classes with a <c>switch</c>.</summary>
/// <remarks>
/// <para>
/// After the start and after each event, these are compared: the name of the state; whether the event was handled, was unhandled, or made
/// the machine throw, and which exception with which message; and the outputs, if both sides give them
/// (<see cref="ExploredMachine{TEvent}.WithOutputs"/>). At the end of each sequence of events both machines are closed, and what their
/// clean-up throws is compared, too. An ignored event is a handled one that changes neither the state nor the outputs.
/// </para>
/// <para>
/// Coroutine machines are converted implicitly; <see cref="ExploredMachine"/> adapts every other machine. The functions that create the
/// machines are called many times, and must create everything that the machine works on: no clocks, no randomness, nothing that an earlier
/// machine has changed. A machine that never returns from an event cannot be cancelled. Exceptions of the functions are thrown.
/// </para>
/// </remarks>
public static class Equivalence
{
    /// <summary>Tries every event of an alphabet in every configuration that the two machines reach together, breadth first.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="left">Creates one machine, such as <c>() => Machine.Start&lt;string&gt;(Door)</c>.</param>
    /// <param name="right">Creates the other, such as <c>() => ExploredMachine.Of(chart.Start("Closed"))</c>.</param>
    /// <param name="alphabet">The events to try. All machines are sent the same objects, and must not change them.</param>
    /// <param name="options">The limits. Default: null (the defaults).</param>
    /// <param name="cancellationToken">Ends the exploration between two events.</param>
    /// <param name="leftCode">Supplied by the compiler.</param>
    /// <param name="rightCode">Supplied by the compiler.</param>
    /// <returns>
    /// Equality, with the numbers of states and transitions and the limit that was met; or the shortest sequence of events that was tried
    /// after which the machines differ, as code.
    /// </returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="left"/>, <paramref name="right"/> or <paramref name="alphabet"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="alphabet"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// A machine did not do the same when it was sent the same events again, was not a new one, or cannot be sent an event of the alphabet.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// Two states count as the same if they have the same names, coroutines wait at the same line, and the states of charts are equal;
    /// except for <see cref="EquivalenceOptions.Lookahead"/> and what <see cref="ExploredMachine{TEvent}.WithData"/> distinguishes.
    /// Equality is established to this extent. Creates states × events ^ lookahead machines, each of which is sent as many events as lead
    /// to its state.
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
        options ??= new();
        var choices = Choice<TEvent>.Of(alphabet.Distinct(), options.Outcomes);
        if (choices.Length == 0)
            throw new ArgumentException("The alphabet is empty, so nothing would be compared. Name the events to try.", nameof(alphabet));
        return new ProductExploration<TEvent>(new(left, right, leftCode, rightCode, options, cancellationToken), choices).Run();
    }

    /// <summary>Sends one sequence of events to both machines, up to the first difference.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="left">Creates one machine.</param>
    /// <param name="right">Creates the other.</param>
    /// <param name="events">The events, in order.</param>
    /// <param name="options">How events are written as code; its limits do not apply. Default: null (the defaults).</param>
    /// <param name="cancellationToken">Ends the comparison between two events.</param>
    /// <param name="leftCode">Supplied by the compiler.</param>
    /// <param name="rightCode">Supplied by the compiler.</param>
    /// <returns>Equality, or the events up to the first difference.</returns>
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
        return new Comparison<TEvent>(left, right, leftCode, rightCode, options ?? new(), cancellationToken)
            .Compare(Choice<TEvent>.Of(events, []));
    }
}
