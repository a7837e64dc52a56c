namespace CoroFsm.Statecharts;

/// <summary>The exception that is thrown when a trigger is unhandled in the state. The state does not change.</summary>
public sealed class UnhandledTriggerException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    public UnhandledTriggerException()
        : base("The state does not handle the trigger.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards that did not hold, and how to fix it.</param>
    public UnhandledTriggerException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards that did not hold, and how to fix it.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public UnhandledTriggerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal UnhandledTriggerException(object state, object trigger, IReadOnlyList<string> unmetGuards)
        : this(unmetGuards.Count == 0
            ? $"State {DisplayText.Of(state)} does not handle trigger {DisplayText.Of(trigger)}. "
                + "Permit or Ignore it there or in a superstate, or set a policy with OnUnhandledTrigger."
            : $"State {DisplayText.Of(state)} does not handle trigger {DisplayText.Of(trigger)} now, as no guard holds: "
                + $"{string.Join("; ", unmetGuards)}. Call CanFire first, or add an IgnoreIf for the remaining cases.") =>
        UnmetGuards = unmetGuards;

    /// <summary>
    /// Gets the guards that left the trigger unhandled, by their code or description: those of the state, then those of each superstate.
    /// Several guards of one transition are one text.
    /// </summary>
    public IReadOnlyList<string> UnmetGuards { get; } = [];
}
