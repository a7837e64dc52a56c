using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>Runs an instance of a chart as a coroutine: a chart becomes a substate of a coroutine machine.</summary>
public static class StatechartCoroutine
{
    /// <summary>Runs the instance as a coroutine that fires the triggers that an inbox receives. Returns when the input ends.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="instance">The instance.</param>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="instance"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    /// <remarks>
    /// <see cref="Machine.State"/> ends with the name of the chart's state. If the chart has no policy for unhandled triggers, a trigger
    /// that it does not handle goes to the enclosing handlers; then <see cref="MachineOptions.Unmatched"/> applies. The coroutine throws
    /// what a guard or an action throws. The instance can also be fired directly. Start an instance for each machine. Triggers with
    /// parameters need an overload with a function from events to triggers.
    /// </remarks>
    public static Coroutine Run<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance,
        Inbox<TTrigger> inbox,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(instance);
        return Receive(instance, inbox.Wrapped, (line, file));
    }

    /// <summary>
    /// Runs the instance as a coroutine. Returns as soon as the chart is in the state <paramref name="until"/>, even if a direct call fired
    /// the trigger.
    /// </summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <param name="instance">The instance.</param>
    /// <param name="inbox">The inbox that the triggers come from.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="instance"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public static Coroutine Run<TState, TTrigger>(
        this StatechartInstance<TState, TTrigger> instance,
        Inbox<TTrigger> inbox,
        TState until,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(instance);
        return RunnerOf(instance, inbox).Receive(Until(instance, until), (line, file));
    }

    /// <summary>Runs the instance as a coroutine whose events become triggers, until the input ends.</summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="instance">The instance.</param>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">
    /// Gets the trigger of an event, such as <c>e => e is Ping p ? ping.With(p.Payload) : e.Signal</c>; null if the chart does not accept
    /// the event. The result must depend on the event alone.
    /// </param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="instance"/> or <paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public static Coroutine Run<TState, TTrigger, TEvent>(
        this StatechartInstance<TState, TTrigger> instance,
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(toTrigger);
        return new InstanceRunner<TState, TTrigger, TEvent>(instance, inbox.Wrapped, toTrigger).Receive(until: -1, (line, file));
    }

    /// <summary>
    /// Runs the instance as a coroutine whose events become triggers. Returns as soon as the chart is in the state
    /// <paramref name="until"/>.
    /// </summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TTrigger">The type of the triggers.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="instance">The instance.</param>
    /// <param name="inbox">The inbox that the events come from.</param>
    /// <param name="toTrigger">Gets the trigger of an event, with its parameter; null if the chart does not accept the event. The result
    /// must depend on the event alone.</param>
    /// <param name="until">The state, or a superstate of it. Where states are integers, name the argument: <c>until: 2</c>.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The coroutine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="instance"/> or <paramref name="toTrigger"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    /// <exception cref="InvalidOperationException">Another machine runs this instance. The coroutine throws the exception.</exception>
    public static Coroutine Run<TState, TTrigger, TEvent>(
        this StatechartInstance<TState, TTrigger> instance,
        Inbox<TEvent> inbox,
        Func<TEvent, TriggerOccurrence<TTrigger>?> toTrigger,
        TState until,
        [CallerLineNumber] int line = 0,
        [CallerFilePath] string file = "")
        where TState : notnull
        where TTrigger : notnull
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(toTrigger);
        var runner = new InstanceRunner<TState, TTrigger, TEvent>(instance, inbox.Wrapped, toTrigger);
        return runner.Receive(Until(instance, until), (line, file));
    }

    private static InstanceRunner<TState, TTrigger, TTrigger> RunnerOf<TState, TTrigger>(
        StatechartInstance<TState, TTrigger> instance, Inbox<TTrigger> inbox)
        where TState : notnull
        where TTrigger : notnull =>
        new(instance, inbox.Wrapped, static trigger => new TriggerOccurrence<TTrigger>(trigger));

    private static int Until<TState, TTrigger>(StatechartInstance<TState, TTrigger> instance, TState until)
        where TState : notnull
        where TTrigger : notnull
    {
        var number = instance.Chart.StateOf(until);
        return number >= 0
            ? number
            : throw new ArgumentOutOfRangeException(
                nameof(until), until, "The chart has no such state, so Run would never return. Name one of its states.");
    }

    /// <summary>Receives triggers. Where the machine may refuse and nothing observes it, each trigger is fired at once.</summary>
    private static async Coroutine Receive<TState, TTrigger>(
        StatechartInstance<TState, TTrigger> instance, Machine<TTrigger> machine, (int Line, string File) location)
        where TState : notnull
        where TTrigger : notnull
    {
        var leavesUnhandled = instance.LeavesUnhandled;
        instance.EnsureRunsIn(machine);
        instance.ReadState();
        while ((!leavesUnhandled || machine.MayRefuse) && !machine.IsObserved)
        {
            machine.ArriveIn(instance, location.Line, location.File);
            if (!await new NextWait<TTrigger>(machine))
                return;
            if (!leavesUnhandled)
                instance.Fire(machine.Current);
            else if (!instance.TryFire(machine.Current))
                machine.Refuse(machine.Current);
        }

        await new InstanceRunner<TState, TTrigger, TTrigger>(
            instance, machine, static trigger => new TriggerOccurrence<TTrigger>(trigger)).Receive(until: -1, location);
    }
}
