using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;

namespace CoroFsm.Testing;

/// <summary>Provides adapters that make an <see cref="ExploredMachine{TEvent}"/> of any machine.</summary>
public static class ExploredMachine
{
    /// <summary>
    /// Adapts a coroutine machine. Its state is the last part of <see cref="Machine.State"/>: the name of the wait or of the waiting
    /// method, or, after the end, the <see cref="Machine.Status"/>. The comparison closes the machine.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine. Only the comparison may send to it.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    /// <remarks>
    /// An event that the machine does not expect, or that is sent after its end, is unhandled; an event that it ignores or defers is
    /// handled. Waits at different lines are explored separately, even if they have the same name.
    /// </remarks>
    public static ExploredMachine<TEvent> Of<TEvent>(Machine<TEvent> machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new ExploredMachine<TEvent>(machine, Send, () => Configuration.Of(machine)).WithStateNames(Innermost);

        bool Send(TEvent @event)
        {
            machine.Send(@event);
            return machine.Status is not MachineStatus.Running
                ? true
                : throw new MisuseException($"Machine {machine.Name} still runs. Start machines here that nothing else sends to.");
        }
    }

    /// <summary>Adapts a machine that is a class, in the same way. The comparison disposes of it.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine. Only the comparison may send to it.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static ExploredMachine<TEvent> Of<TEvent>(MachineOf<TEvent> machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new ExploredMachine<TEvent>(machine, Send, () => Configuration.Of(machine.Machine)).WithStateNames(Innermost);

        bool Send(TEvent @event)
        {
            machine.Send(@event);
            return true;
        }
    }

    /// <summary>
    /// Adapts a declared machine: an instance of a statechart, or any other implementation of
    /// <see cref="IStateMachine{TState, TTrigger}"/>, such as a machine of the library Stateless.
    /// </summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TEvent">The type of the triggers.</typeparam>
    /// <param name="machine">The machine. For triggers with parameters, use the overload that has a function for sending an event.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    /// <remarks>
    /// An event is unhandled if the machine throws because no transition handles it; an event that a policy ignores, defers or passes to a
    /// callback is handled. States that are not equal are explored separately, even if they have the same text.
    /// </remarks>
    public static ExploredMachine<TEvent> Of<TState, TEvent>(IStateMachine<TState, TEvent> machine)
        where TState : notnull
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(machine);
        return new(machine, trigger => Fire(machine, trigger), () => Configuration.OfState(machine.State));

        static bool Fire(IStateMachine<TState, TEvent> machine, TEvent trigger)
        {
            try
            {
                if (machine is IForeignMachine<TEvent> foreign)
                    return foreign.Handle(trigger);
                machine.Fire(trigger);
                return true;
            }
            catch (ArgumentException error) when (MissingParameter.IsToldBy(error, trigger))
            {
                throw new MisuseException(
                    $"{error.Message} "
                    + "Explore it as ExploredMachine.Of(machine, (machine, e) => machine.Fire(…), machine => machine.State).",
                    error);
            }
        }
    }

    /// <summary>
    /// Adapts any object that takes events and has a state, such as a class with a <c>switch</c>. If it is disposable, the comparison
    /// disposes of it.
    /// </summary>
    /// <typeparam name="TMachine">The type of the machine.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine.</param>
    /// <param name="send">
    /// Sends an event to the machine. The event is unhandled if this throws <see cref="UnexpectedEventException"/>,
    /// <see cref="UnhandledTriggerException"/> or <see cref="MachineEndedException"/>.
    /// </param>
    /// <param name="state">Gets the state of the machine: null, or an object whose type overrides <c>ToString()</c>.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ExploredMachine<TEvent> Of<TMachine, TEvent>(
        TMachine machine, Action<TMachine, TEvent> send, Func<TMachine, object?> state)
        where TMachine : class
    {
        ArgumentNullException.ThrowIfNull(send);
        return Of(
            machine,
            (TMachine machine, TEvent @event) =>
            {
                send(machine, @event);
                return true;
            },
            state);
    }

    /// <summary>
    /// Adapts any object that takes events, reports whether it handles them, and has a state. If it is disposable, the comparison disposes
    /// of it.
    /// </summary>
    /// <typeparam name="TMachine">The type of the machine.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine.</param>
    /// <param name="send">Sends an event to the machine. Returns false if the event is unhandled.</param>
    /// <param name="state">Gets the state of the machine: null, or an object whose type overrides <c>ToString()</c>.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ExploredMachine<TEvent> Of<TMachine, TEvent>(
        TMachine machine, Func<TMachine, TEvent, bool> send, Func<TMachine, object?> state)
        where TMachine : class
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(state);
        return new(machine, @event => send(machine, @event), () => new(Configuration.TextOf(state(machine))));
    }

    private static string Innermost(string path) => path[(path.LastIndexOf('/') + 1)..];
}
