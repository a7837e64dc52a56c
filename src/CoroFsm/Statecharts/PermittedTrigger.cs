namespace CoroFsm.Statecharts;

/// <summary>Represents a trigger that a machine handles now, with the type of its parameter.</summary>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <param name="Trigger">The trigger.</param>
/// <param name="ParameterType">The type of the parameter that it carries; null if nothing in the chart takes one.</param>
public readonly record struct PermittedTrigger<TTrigger>(TTrigger Trigger, Type? ParameterType)
    where TTrigger : notnull;
