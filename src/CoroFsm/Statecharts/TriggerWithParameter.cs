namespace CoroFsm.Statecharts;

/// <summary>
/// Represents a trigger that carries a value. Create one for each such trigger, and use it where the chart is built and where it is fired.
/// </summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TParameter">The type of the value; a tuple for several values.</typeparam>
/// <remarks>
/// A chart in which a guard, an action or a selector takes the parameter refuses the trigger without it, and with one of another type.
/// </remarks>
public readonly struct TriggerWithParameter<TTrigger, TParameter>
    where TTrigger : notnull
{
    /// <summary>Initializes a new instance of the <see cref="TriggerWithParameter{TTrigger, TParameter}"/> struct.</summary>
    /// <param name="trigger">The trigger.</param>
    public TriggerWithParameter(TTrigger trigger) => Trigger = trigger;

    /// <summary>Gets the trigger.</summary>
    public TTrigger Trigger { get; }

    /// <summary>Combines the trigger with a value, for a chart that runs as a coroutine. Allocates.</summary>
    /// <param name="parameter">The value.</param>
    /// <returns>The trigger with its value.</returns>
    public TriggerOccurrence<TTrigger> With(TParameter parameter) => new(Trigger, new QueuedArgument<TParameter>(parameter));

    /// <inheritdoc/>
    public override string ToString() => $"{Trigger}({typeof(TParameter).Name})";
}
