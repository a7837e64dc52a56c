namespace CoroFsm;

/// <summary>Represents a trigger together with the value of its parameter, if it has one: what an event means to a chart that runs as a coroutine.</summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>A trigger becomes one by itself; <see cref="TriggerWithParameter{TTrigger, TParameter}.With"/> adds a value.</remarks>
public readonly struct TriggerOccurrence<TTrigger>
    where TTrigger : notnull
{
    /// <summary>Initializes a new instance of the <see cref="TriggerOccurrence{TTrigger}"/> struct, without a parameter.</summary>
    /// <param name="trigger">The trigger.</param>
    public TriggerOccurrence(TTrigger trigger)
        : this(trigger, argument: null)
    {
    }

    internal TriggerOccurrence(TTrigger trigger, QueuedArgument? argument)
    {
        Trigger = trigger;
        Argument = argument;
    }

    /// <summary>Gets the trigger.</summary>
    public TTrigger Trigger { get; }

    internal QueuedArgument? Argument { get; }

    /// <summary>Makes an occurrence without a parameter.</summary>
    /// <param name="trigger">The trigger.</param>
    public static implicit operator TriggerOccurrence<TTrigger>(TTrigger trigger) => new(trigger);

    /// <inheritdoc/>
    public override string ToString() => Argument is null ? $"{Trigger}" : $"{Trigger}({Argument})";
}
