namespace CoroFsm.Statecharts;

/// <summary>
/// Represents a trigger with the value of its parameter, if it has one: what an event means to a chart that runs as a coroutine.
/// </summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// A trigger converts to an occurrence implicitly; <see cref="TriggerWithParameter{TTrigger, TParameter}.With"/> adds a value. The
/// default value is no occurrence, and neither is a trigger that is null.
/// </remarks>
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
        IsPresent = typeof(TTrigger).IsValueType || trigger is not null;
    }

    /// <summary>Gets the trigger.</summary>
    public TTrigger Trigger { get; }

    internal QueuedArgument? Argument { get; }

    /// <summary>Gets a value indicating whether it is an occurrence of a trigger.</summary>
    internal bool IsPresent { get; }

    /// <summary>Creates an occurrence without a parameter.</summary>
    /// <param name="trigger">The trigger; null gives no occurrence.</param>
    public static implicit operator TriggerOccurrence<TTrigger>(TTrigger? trigger) => trigger is null ? default : new(trigger);

    /// <inheritdoc/>
    public override string ToString() => Argument is null ? $"{Trigger}" : $"{Trigger}({Argument})";
}
