using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;

namespace CoroFsm.Testing;

/// <summary>Provides adapters that make an <see cref="ExploredMachine{TEvent}"/> of any machine.</summary>
public static class ExploredMachine
{
    /// <summary>
    /// Adapts a coroutine machine: its state is the innermost method or name that waits, or how it has ended. It is closed after use.
    /// </summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine. Nothing else sends to it.</param>
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

    /// <summary>Adapts a machine in the class style. It is disposed of after use.</summary>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine. Nothing else sends to it.</param>
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
    /// Adapts a declared machine: a chart on its own engine or on another, or a machine of Stateless behind the interface.
    /// </summary>
    /// <typeparam name="TState">The type of the states.</typeparam>
    /// <typeparam name="TEvent">The type of the triggers.</typeparam>
    /// <param name="machine">The machine. For triggers with parameters use the overload with a function that sends an event.</param>
    /// <returns>The adapted machine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    /// <remarks>
    /// An event for which the machine throws because it has no handler is unhandled; an event that a policy ignores, calls back or defers
    /// is handled. States that are not equal are explored separately, even if they have the same text.
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
    /// Adapts any object that takes events and has a state, such as a class with a <c>switch</c>. If it is disposable, it is disposed
    /// of after use.
    /// </summary>
    /// <typeparam name="TMachine">The type of the machine.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine.</param>
    /// <param name="send">
    /// Sends it an event. <see cref="UnexpectedEventException"/>, <see cref="UnhandledTriggerException"/> and
    /// <see cref="MachineEndedException"/> say that it is unhandled.
    /// </param>
    /// <param name="state">Gets its state, an object whose type overrides <c>ToString()</c>.</param>
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
    /// Adapts any object that takes events, reports whether it handles them, and has a state. If it is disposable, it is disposed
    /// of after use.
    /// </summary>
    /// <typeparam name="TMachine">The type of the machine.</typeparam>
    /// <typeparam name="TEvent">The type of the events.</typeparam>
    /// <param name="machine">The machine.</param>
    /// <param name="send">Sends it an event; false: it is unhandled.</param>
    /// <param name="state">Gets its state, an object whose type overrides <c>ToString()</c>.</param>
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
