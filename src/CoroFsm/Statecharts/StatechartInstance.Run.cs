using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>The chart as a coroutine.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Gets a value indicating whether the machine decides what becomes of a trigger that the chart does not handle.</summary>
    private bool LeavesUnhandled => chart.Model is { OnUnhandled: null, Unhandled: Unhandled.Throw };

    /// <summary>
    /// Runs as a coroutine that fires what its inbox receives: a declared substate of a coded machine. Returns when the input ends.
    /// </summary>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="InvalidOperationException">
    /// Another machine runs this instance, and both have to be resumed when it is fired. The exception leaves the coroutine.
    /// </exception>
    /// <remarks>
    /// The state of the machine is named after the state of the chart. A trigger that the chart does not handle is not taken, unless the
    /// chart has a policy of its own: it goes to the enclosing handlers, and then by <see cref="MachineOptions.Unmatched"/>. What a guard
    /// or an action throws leaves the coroutine. The instance can be fired directly, too. Start an instance for each machine. Triggers with
    /// parameters need <see cref="Run{TEvent}(Inbox{TEvent}, Func{TEvent, TriggerOccurrence{TTrigger}?}, int, string)"/>.
    /// </remarks>
    public Coroutine Run(Inbox<TTrigger> inbox, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Receive(inbox.Wrapped, (line, file));

    /// <summary>
    /// As <see cref="Run(Inbox{TTrigger}, int, string)"/>, but returns as soon as the chart is in a certain state, also if it was fired
    /// directly.
    /// </summary>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another machine runs this instance, and both have to be resumed when it is fired. The exception leaves the coroutine.
    /// </exception>
    public Coroutine Run(Inbox<TTrigger> inbox, TState until, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new Runner<TTrigger>(this, inbox.Wrapped, Same).Receive(Until(until), (line, file));

    /// <summary>
    /// Runs as a coroutine whose events become triggers, with parameters where they carry some. Returns when the input ends.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">
    /// Gets the trigger of an event, such as <c>e => e is Ping p ? ping.With(p.Payload) : e.Signal</c>; null: the chart does not take the
    /// event. Depends on the event alone.
    /// </param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another machine runs this instance, and both have to be resumed when it is fired. The exception leaves the coroutine.
    /// </exception>
    /// <remarks>
    /// An event that the chart does not take, or whose trigger it does not handle, goes to the enclosing handlers, and then by
    /// <see cref="MachineOptions.Unmatched"/>.
    /// </remarks>
    public Coroutine Run<TEvent>(
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(toTrigger);
        return new Runner<TEvent>(this, inbox.Wrapped, toTrigger).Receive(until: -1, (line, file));
    }

    /// <summary>
    /// Runs as a coroutine whose events become triggers, with parameters where they carry some. Returns as soon as the chart is in a
    /// certain state, also if it was fired directly.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">Gets the trigger of an event; null: the chart does not take the event. Depends on the event alone.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another machine runs this instance, and both have to be resumed when it is fired. The exception leaves the coroutine.
    /// </exception>
    public Coroutine Run<TEvent>(
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        TState until,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(toTrigger);
        return new Runner<TEvent>(this, inbox.Wrapped, toTrigger).Receive(Until(until), (line, file));
    }

    private static TriggerOccurrence<TTrigger>? Same(TTrigger trigger) => new(trigger);

    private int Until(TState until)
    {
        var number = chart.StateOf(until);
        return number >= 0
            ? number
            : throw new ArgumentOutOfRangeException(nameof(until), until, "The chart has no such state, so it would run for ever.");
    }

    /// <summary>Receives as long as nothing else in the machine could take a trigger, and then by a <see cref="Runner{TEvent}"/>.</summary>
    private async Coroutine Receive(Machine<TTrigger> machine, (int Line, string File) place)
    {
        var leavesUnhandled = LeavesUnhandled;
        ReadState();
        while ((!leavesUnhandled || machine.MayRefuse) && !machine.IsObserved)
        {
            machine.ArriveIn(this, place.Line, place.File);
            if (!await new NextWait<TTrigger>(machine))
                return;
            if (!leavesUnhandled)
                Fire(machine.Current);
            else if (!TryFire(machine.Current))
                machine.Refuse(machine.Current);
        }

        await new Runner<TTrigger>(this, machine, Same).Receive(until: -1, place);
    }
}
