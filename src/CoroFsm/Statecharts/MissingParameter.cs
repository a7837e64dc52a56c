namespace CoroFsm.Statecharts;

/// <summary>A trigger that carries a parameter was fired without it, or with another one.</summary>
internal static class MissingParameter
{
    private const string Key = "CoroFsm.MissingParameter";

    /// <summary>Creates the exception for a missing parameter.</summary>
    internal static ArgumentException Of<TTrigger>(TTrigger trigger) =>
        new($"Trigger {DisplayText.Of(trigger)} carries a parameter. "
            + "Fire it with the TriggerWithParameter that the chart was built with, and a value.", nameof(trigger))
        { Data = { [Key] = trigger } };

    /// <summary>Creates the exception for a parameter of another type.</summary>
    internal static ArgumentException OfOtherType<TTrigger>(TTrigger trigger, Type type, Type given) =>
        new($"Trigger {DisplayText.Of(trigger)} carries a {type}, but was fired with a {given}. "
            + "Fire it with the TriggerWithParameter that the chart was built with.", nameof(trigger));

    /// <summary>Returns whether an exception reports a missing parameter of a trigger, and is not an exception of an action.</summary>
    internal static bool IsToldBy(ArgumentException error, object trigger) => trigger.Equals(error.Data[Key]);
}
