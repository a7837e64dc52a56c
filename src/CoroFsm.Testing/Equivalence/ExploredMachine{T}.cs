namespace CoroFsm.Testing;

/// <summary>A machine as <see cref="Equivalence"/> looks at it, whatever it is made of: it can be sent events, and tells its state.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>A <see cref="Machine{TEvent}"/> and a <see cref="MachineOf{TEvent}"/> become one by themselves; for others there is <see cref="ExploredMachine"/>.</remarks>
public sealed class ExploredMachine<TEvent>
{
    private readonly Func<TEvent, bool> send;
    private readonly Func<string> path;
    private Func<string, string> name = static path => path[(path.LastIndexOf('/') + 1)..];
    private Func<IReadOnlyList<string>>? takeOutputs;
    private Func<object?> data = static () => null;

    internal ExploredMachine(object machine, Func<TEvent, bool> send, Func<string> path)
    {
        Machine = machine;
        this.send = send;
        this.path = path;
    }

    /// <summary>Gets what this looks at.</summary>
    internal object Machine { get; }

    /// <summary>Looks at a machine as <see cref="ExploredMachine.Of{TEvent}(Machine{TEvent})"/> does.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static implicit operator ExploredMachine<TEvent>(Machine<TEvent> machine) => ExploredMachine.Of(machine);

    /// <summary>Looks at a machine as <see cref="ExploredMachine.Of{TEvent}(MachineOf{TEvent})"/> does.</summary>
    /// <param name="machine">The machine.</param>
    /// <exception cref="ArgumentNullException"><paramref name="machine"/> is null.</exception>
    public static implicit operator ExploredMachine<TEvent>(MachineOf<TEvent> machine) => ExploredMachine.Of(machine);

    /// <summary>Gives what the machine puts out. If both sides do, it is compared after each event, and after the start.</summary>
    /// <typeparam name="T">The type of the outputs; they are compared by what their <c>ToString()</c> says.</typeparam>
    /// <param name="outputs">A list that this one machine adds to: the calls that it makes, what it emits, its trace.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> is null.</exception>
    public ExploredMachine<TEvent> WithOutputs<T>(IReadOnlyCollection<T> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var taken = 0;
        takeOutputs = () =>
        {
            if (outputs.Count < taken)
                throw new InvalidOperationException("The list of outputs has become shorter. Let the machine only add to it.");
            string[] fresh = [.. outputs.Skip(taken).Select(output => output?.ToString() ?? "null")];
            taken = outputs.Count;
            return fresh;
        };
        return this;
    }

    /// <summary>Says how the states are named, where the two sides do not agree on it.</summary>
    /// <param name="name">
    /// Makes the name that is compared of what the machine calls its state; for a coroutine of the whole path, such as "Session/Online/Connected". By default it is what follows the last slash:
    /// the innermost state.
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
    /// Gives the data that decide, beside the state's name, on what the machine will do, such as a count of failures. A state is explored anew for each value; values are not compared with those of
    /// the other side.
    /// </summary>
    /// <param name="data">Reads them: one value that can be compared, such as a tuple.</param>
    /// <returns>This object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public ExploredMachine<TEvent> WithData(Func<object?> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        this.data = data;
        return this;
    }

    /// <summary>Gets all that tells where the machine is.</summary>
    internal (string Path, object? Data) Place => (path(), data());

    internal Observation Observe(string? reaction = null) => new(name(path()), reaction, takeOutputs?.Invoke());

    internal Observation Send(TEvent @event)
    {
        string? reaction;
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
            reaction = $"throws {error.GetType().Name}";
        }

        return Observe(reaction);
    }

    internal void End() => (Machine as IDisposable)?.Dispose();
}
