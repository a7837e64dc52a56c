namespace CoroFsm.Statecharts;

/// <summary>Represents a transition, as the actions and observers of a chart receive it.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// The default value is no transition: its properties throw <see cref="InvalidOperationException"/>, except <see cref="Machine"/> and
/// <see cref="Context"/>, which are null.
/// </remarks>
public readonly struct Transition<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly TransitionFacts<TState, TTrigger>? facts;

    /// <summary>
    /// Initializes a new instance of the <see cref="Transition{TState, TTrigger}"/> struct, for a machine of another engine.
    /// </summary>
    /// <param name="source">The state that is left.</param>
    /// <param name="destination">The state that is entered.</param>
    /// <param name="trigger">The trigger that caused it.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="context">The object that the machine was started with. Default: null (none).</param>
    /// <param name="isInitial">Whether it is a step to an initial substate. Default: false.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/>, <paramref name="destination"/>, <paramref name="trigger"/> or
    /// <paramref name="machine"/> is null.</exception>
    public Transition(
        TState source,
        TState destination,
        TTrigger trigger,
        IStateMachine<TState, TTrigger> machine,
        object? context = null,
        bool isInitial = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(machine);
        facts = new(source, destination, trigger, isInitial);
        Machine = machine;
        Context = context;
    }

    internal Transition(TransitionFacts<TState, TTrigger> facts, IStateMachine<TState, TTrigger> machine, object? context)
    {
        this.facts = facts;
        Machine = machine;
        Context = context;
    }

    /// <summary>Gets the state that is left.</summary>
    public TState Source => Facts.Source;

    /// <summary>Gets the state that is entered.</summary>
    public TState Destination => Facts.Destination;

    /// <summary>Gets the trigger that caused it.</summary>
    /// <exception cref="InvalidOperationException">No trigger caused it: see <see cref="Cause"/>.</exception>
    public TTrigger Trigger => Facts.Cause is TransitionCause.Trigger
        ? Facts.Trigger
        : throw new InvalidOperationException($"No trigger caused the transition {this}. Read Cause first.");

    /// <summary>Gets what caused it.</summary>
    public TransitionCause Cause => Facts.Cause;

    /// <summary>Gets a value indicating whether a state is left and entered again.</summary>
    public bool IsReentry => EqualityComparer<TState>.Default.Equals(Source, Destination);

    /// <summary>Gets a value indicating whether it is the step from a state that has been entered to its initial substate.</summary>
    public bool IsInitial => Facts.IsInitial;

    /// <summary>Gets the machine. Triggers that an action fires at it are handled after the current one.</summary>
    public IStateMachine<TState, TTrigger> Machine { get; }

    /// <summary>Gets the object that the machine was started with; null if there is none.</summary>
    public object? Context { get; }

    internal TransitionFacts<TState, TTrigger> Facts
    {
        get
        {
            if (facts is null)
                DefaultValue.Throw(nameof(Transition<,>), "Use the transition that the chart passes to the action or the observer.");
            return facts;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => facts is null ? "no transition" :
        $"{Source} -> {Destination} : {(Cause is TransitionCause.Trigger ? $"{Trigger}" : $"({Cause})")}";
}
