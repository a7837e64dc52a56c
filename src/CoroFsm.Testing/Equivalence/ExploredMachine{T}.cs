using CoroFsm.Diagnostics;
using CoroFsm.Statecharts;

namespace CoroFsm.Testing;

/// <summary>
/// Represents a machine of any kind for <see cref="Equivalence"/>: it takes events and has a state.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// A <see cref="Machine{TEvent}"/> and a <see cref="MachineOf{TEvent}"/> are converted implicitly. Adapt other machines with
/// <see cref="ExploredMachine"/>.
/// </remarks>
public sealed class ExploredMachine<TEvent>
{
    private readonly Func<TEvent, bool> send;
    private readonly Func<Configuration> configuration;
    private Func<string, string> name = static path => path;
    private Func<IReadOnlyList<string>>? takeOutputs;
    private Func<object?>? data;
    private Observation? closed;
    private bool isClosed;

    internal ExploredMachine(object machine, Func<TEvent, bool> send, Func<Configuration> configuration)
    {
        Machine = machine;
        this.send = send;
        this.configuration = configuration;
    }

    /// <summary>Gets the adapted machine.</summary>
    internal object Machine { get; }

    /// <summary>Adapts a machine as <see cref="ExploredMachine.Of{TEvent}(Machine{TEvent})"/> does.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static implicit operator ExploredMachine<TEvent>(Machine<TEvent> machine) => ExploredMachine.Of(machine);

    /// <summary>Adapts a machine as <see cref="ExploredMachine.Of{TEvent}(MachineOf{TEvent})"/> does.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static implicit operator ExploredMachine<TEvent>(MachineOf<TEvent> machine) => ExploredMachine.Of(machine);

    /// <summary>
    /// Sets the outputs of the machine. They are compared after the start and after each event if both sides have outputs; if only one side
    /// has them, they are not compared, and the result says so.
    /// </summary>
    /// <typeparam name="T">The type of the outputs, which are compared by the result of <c>ToString()</c>.</typeparam>
    /// <param name="outputs">
    /// The list to whose end the machine adds its outputs, such as the calls that it makes or the items that it emits. The list belongs to
    /// this machine alone and is never cleared.
    /// </param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> is null.</exception>
    public ExploredMachine<TEvent> WithOutputs<T>(IReadOnlyList<T> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var taken = 0;
        T? last = default;
        takeOutputs = () =>
        {
            if (outputs.Count < taken || (taken > 0 && !EqualityComparer<T>.Default.Equals(outputs[taken - 1], last)))
            {
                throw new MisuseException("Outputs have been removed from the list. "
                    + "Let the machine only add to the end of the list, and do not clear it.");
            }

            if (outputs.Count == taken)
                return [];
            string[] fresh = [.. outputs.Skip(taken).Select(DisplayText.Of)];
            taken = outputs.Count;
            last = outputs[taken - 1];
            return fresh;
        };
        return this;
    }

    /// <summary>Sets the function that names the states, for two sides that name them differently.</summary>
    /// <param name="name">
    /// Converts the name of a state to the name that is compared. For a coroutine it receives the whole path, such as
    /// "Session/Online/Connected". By default, the innermost state of a coroutine ("Connected") and the whole name of any other machine's
    /// state are compared.
    /// </param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public ExploredMachine<TEvent> WithStateNames(Func<string, string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        this.name = name;
        return this;
    }

    /// <summary>
    /// Sets the data that, together with the state's name, determine how the machine reacts, such as a count of failures. A state is
    /// explored once for each value. The values are not compared with those of the other side.
    /// </summary>
    /// <param name="data">Returns the data as one value with value equality, such as a number or a tuple.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public ExploredMachine<TEvent> WithData(Func<object?> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        this.data = data;
        return this;
    }

    /// <summary>Gets the configuration of the machine.</summary>
    internal Configuration Configuration => configuration() with { Data = data?.Invoke() };

    internal bool GivesData => data is not null;

    internal bool GivesOutputs => takeOutputs is not null;

    internal Observation Observe(string? reaction = null) => new(name(configuration().Path), reaction, takeOutputs?.Invoke());

    /// <summary>Sends an event, or ends work.</summary>
    internal Observation Take(Choice<TEvent> choice) => choice.Outcome is { } outcome ? End(outcome) : Send(choice.Event);

    private Observation End(WorkOutcome outcome)
    {
        if (Machine is not (CoroFsm.Machine or MachineOf<TEvent>))
            return Observe(Observation.Unhandled);
        var machine = Machine as CoroFsm.Machine ?? ((MachineOf<TEvent>)Machine).Machine;
        return outcome.TryApply(machine) ? Observe().Throwing(machine.Fault) : Observe(Observation.Unhandled);
    }

    private Observation Send(TEvent @event)
    {
        string? reaction = null;
        Exception? thrown = null;
        try
        {
            reaction = send(@event) ? null : Observation.Unhandled;
        }
        catch (Exception error) when (error is UnexpectedEventException or UnhandledTriggerException or MachineEndedException)
        {
            reaction = Observation.Unhandled;
        }
        catch (Exception error) when (error is not MisuseException)
        {
            thrown = error;
        }

        return Observe(reaction).Throwing(thrown);
    }

    /// <summary>Closes the machine, once. What the clean-up throws and puts out is part of what the machine does.</summary>
    internal Observation Close() => closed ??= Observation.OfClose(CloseNow()) with { Outputs = takeOutputs?.Invoke() };

    /// <summary>Closes the machine, unless it is closed, and ignores what comes out. Never throws.</summary>
    internal void Abandon() => CloseNow();

    private Exception? CloseNow()
    {
        if (isClosed)
            return null;

        isClosed = true;
        try
        {
            (Machine as IDisposable)?.Dispose();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
