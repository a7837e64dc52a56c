using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Statecharts;

/// <content>The chart as a coroutine.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <summary>Gets a value indicating whether a trigger is being handled.</summary>
    internal bool IsFiring => mode.IsFiring;

    /// <summary>
    /// Gets a value indicating whether the policy of the machine applies to unhandled triggers, because the chart has none.
    /// </summary>
    internal bool LeavesUnhandled => chart.Model is { OnUnhandled: null, Unhandled: Unhandled.Throw };

    /// <summary>Runs the instance as a coroutine that fires the triggers that an inbox receives. Returns when the input ends.</summary>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    /// <remarks>
    /// Makes a chart a substate of a coroutine machine. <see cref="Machine.State"/> ends with the name of the chart's state. If the chart
    /// has no policy for unhandled triggers, a trigger that it does not handle goes to the enclosing handlers; then
    /// <see cref="MachineOptions.Unmatched"/> applies. The coroutine throws what a guard or an action throws. The instance can also be
    /// fired directly. Start an instance for each machine. Triggers with parameters need
    /// <see cref="Run{TEvent}(Inbox{TEvent}, Func{TEvent, TriggerOccurrence{TTrigger}?}, int, string)"/>.
    /// </remarks>
    public Coroutine Run(Inbox<TTrigger> inbox, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Receive(inbox.Wrapped, (line, file));

    /// <summary>
    /// Runs the instance as a coroutine. Returns as soon as the chart is in the state <paramref name="until"/>, even if a direct call fired
    /// the trigger.
    /// </summary>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine; see <see cref="Run(Inbox{TTrigger}, int, string)"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public Coroutine Run(Inbox<TTrigger> inbox, TState until, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new InstanceRunner<TState, TTrigger, TTrigger>(this, inbox.Wrapped, Same).Receive(Until(until), (line, file));

    /// <summary>Runs the instance as a coroutine whose events become triggers, with their parameters.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">
    /// Gets the trigger of an event, such as <c>e => e is Ping p ? ping.With(p.Payload) : e.Signal</c>; null if the chart does not accept
    /// the event. The result must depend on the event alone.
    /// </param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine, which returns when the input ends; see <see cref="Run(Inbox{TTrigger}, int, string)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public Coroutine Run<TEvent>(
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(toTrigger);
        return new InstanceRunner<TState, TTrigger, TEvent>(this, inbox.Wrapped, toTrigger).Receive(until: -1, (line, file));
    }

    /// <summary>
    /// Runs the instance as a coroutine whose events become triggers. Returns as soon as the chart is in the state
    /// <paramref name="until"/>.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">Gets the trigger of an event, with its parameter; null if the chart does not accept the event. The result
    /// must depend on the event alone.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine; see <see cref="Run(Inbox{TTrigger}, int, string)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public Coroutine Run<TEvent>(
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        TState until,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(toTrigger);
        return new InstanceRunner<TState, TTrigger, TEvent>(this, inbox.Wrapped, toTrigger).Receive(Until(until), (line, file));
    }

    /// <summary>Returns whether the instance is in a state or in one of its substates.</summary>
    internal bool IsWithin(int other) =>
        mode.Has(InstanceMode.Interpreted) ? other >= 0 && Interpreter.IsIn(other) : chart.IsWithin(state, other);

    /// <summary>Notes the machine whose coroutine waits, so that it is resumed when something else fires the instance.</summary>
    internal void BeginWait(Machine machine)
    {
        if (mode.Has(InstanceMode.Awaited) && !ReferenceEquals(Reserve.Runner, machine))
            throw new InvalidOperationException("Another machine runs this instance of a chart. Start an instance for each machine.");
        Reserve.Runner = machine;
        mode.SetAtomically(InstanceMode.Awaited);     // another thread may handle a trigger now
    }

    internal void EndWait(Machine machine)
    {
        if (ReferenceEquals(Reserve.Runner, machine))
            mode.ClearAtomically(InstanceMode.Awaited);
    }

    /// <summary>Finds what a trigger does, and keeps it for <see cref="FireFound"/>.</summary>
    /// <returns>False if it is unhandled.</returns>
    internal bool TryFind(TriggerOccurrence<TTrigger> occurrence)
    {
        var trigger = occurrence.Trigger;
        var argument = chart.ArgumentOf(occurrence);
        Enter(trigger);
        var number = chart.TriggerOf(trigger);
        return Handle<FindingHandler<TState, TTrigger>, Argument>(in chart.Nothing, number, trigger, argument, isTry: true) != Handled.No;
    }

    /// <summary>Handles a trigger as it was found by <see cref="TryFind"/>; if it was not looked for, finds it now.</summary>
    internal void FireFound(TriggerOccurrence<TTrigger> occurrence)
    {
        if (mode.Has(InstanceMode.Interpreted) ? !Interpreter.HasFound : Reserve.Found is null)
        {
            Fire(occurrence, isTry: false);
            return;
        }

        var argument = occurrence.Argument is { } given ? given.Open() : default;
        Enter(occurrence.Trigger);
        Handle<FoundHandler<TState, TTrigger>, Argument>(
            in chart.Nothing, chart.TriggerOf(occurrence.Trigger), occurrence.Trigger, argument, isTry: false);
    }

    /// <summary>
    /// Finds what a trigger does, keeps it until the trigger is received, and makes the instance idle. If it is unhandled, handles the queue.
    /// </summary>
    internal bool Find(int number, TTrigger trigger, Argument argument)
    {
        ReadState();
        var isFound = mode.Has(InstanceMode.Interpreted)
            ? Interpreter.Find(number, trigger, argument)
            : (Reserve.Found = FindPlan(in CellOf(number), trigger, argument)) is not null;
        if (!isFound && mode.IsBacklogged)
            FinishSpecially();
        else
            mode.Leave();
        return isFound;
    }

    /// <summary>Does what was found.</summary>
    internal int TakeFound(in Cell<TState, TTrigger> cell, TTrigger trigger, Argument argument, bool isTry)
    {
        if (mode.Has(InstanceMode.Interpreted))
        {
            var before = PlaceNumber;
            Interpreter.HandleFound(trigger, argument);
            RecallFrom(before);
            return Handled.Done;
        }

        (var found, Reserve.Found) = (Reserve.Found, null);
        return Take(in cell, found, trigger, argument, isTry);
    }

    internal void ForgetFound() => Reserve.Found = null;

    private static TriggerOccurrence<TTrigger>? Same(TTrigger trigger) => new(trigger);

    private int Until(TState until)
    {
        var number = chart.StateOf(until);
        return number >= 0
            ? number
            : throw new ArgumentOutOfRangeException(
                nameof(until), until, "The chart has no such state, so Run would never return. Name one of its states.");
    }

    /// <summary>Receives as long as nothing else in the machine could take a trigger, and then by a runner.</summary>
    private async Coroutine Receive(Machine<TTrigger> machine, (int Line, string File) location)
    {
        var leavesUnhandled = LeavesUnhandled;
        ReadState();
        while ((!leavesUnhandled || machine.MayRefuse) && !machine.IsObserved)
        {
            machine.ArriveIn(this, location.Line, location.File);
            if (!await new NextWait<TTrigger>(machine))
                return;
            if (!leavesUnhandled)
                Fire(machine.Current);
            else if (!TryFire(machine.Current))
                machine.Refuse(machine.Current);
        }

        await new InstanceRunner<TState, TTrigger, TTrigger>(this, machine, Same).Receive(until: -1, location);
    }
}
