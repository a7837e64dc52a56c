namespace CoroFsm.Statecharts;

/// <summary>A trigger that carries a parameter was fired without it, or with another one.</summary>
internal static class MissingParameter
{
    private const string Key = "CoroFsm.MissingParameter";

    /// <summary>Makes the exception.</summary>
    internal static ArgumentException Of<TTrigger>(TTrigger trigger) =>
        new($"Trigger {DisplayText.Of(trigger)} carries a parameter. Fire it with the TriggerWithParameter that the chart was built with, and a value.", nameof(trigger)) { Data = { [Key] = trigger } };

    /// <summary>Makes the exception for a parameter of another type.</summary>
    internal static ArgumentException OfOtherType<TTrigger>(TTrigger trigger, Type type, Type given) =>
        new($"Trigger {DisplayText.Of(trigger)} carries a {type}, but was given a {given}. Fire it with the TriggerWithParameter that the chart was built with.", nameof(trigger));

    /// <summary>Tells whether an exception says it of that trigger, and is none that an action has thrown for reasons of its own.</summary>
    internal static bool IsToldBy(ArgumentException error, object trigger) => trigger.Equals(error.Data[Key]);
}
