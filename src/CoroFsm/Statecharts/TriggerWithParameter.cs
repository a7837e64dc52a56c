namespace CoroFsm;

/// <summary>
/// A trigger that carries a value. Make one for each such trigger, and use it both where the chart is built and where the trigger is fired.
/// </summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <typeparam name="TParameter">The type of what it carries; a tuple where it is several things.</typeparam>
/// <remarks>A chart in which a guard, an action or a selector takes the parameter refuses the trigger without it, and with one of another type.</remarks>
public readonly struct TriggerWithParameter<TTrigger, TParameter>
    where TTrigger : notnull
{
    /// <summary>Initializes a new instance of the <see cref="TriggerWithParameter{TTrigger, TParameter}"/> struct.</summary>
    /// <param name="trigger">The trigger.</param>
    public TriggerWithParameter(TTrigger trigger) => Trigger = trigger;

    /// <summary>Gets the trigger.</summary>
    public TTrigger Trigger { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Trigger}({typeof(TParameter).Name})";
}
