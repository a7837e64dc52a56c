namespace CoroFsm.Statecharts;

/// <summary>Thrown to whoever fires a trigger that nothing handles in the state. The state stays as it is.</summary>
public sealed class UnhandledTriggerException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    public UnhandledTriggerException()
        : base("Nothing handles this trigger in the state.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards that did not hold, and the cure.</param>
    public UnhandledTriggerException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="UnhandledTriggerException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards that did not hold, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public UnhandledTriggerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal UnhandledTriggerException(object state, object trigger, IReadOnlyList<string> unmetGuards)
        : this(unmetGuards.Count == 0
            ? $"State {DisplayText.Of(state)} does not handle trigger {DisplayText.Of(trigger)}. Permit or Ignore it there or in a superstate, or say what becomes of it with OnUnhandledTrigger."
            : $"State {DisplayText.Of(state)} does not handle trigger {DisplayText.Of(trigger)} at present, as no guard holds: {string.Join("; ", unmetGuards)}. Ask CanFire first, or add an IgnoreIf for what is left.") =>
        UnmetGuards = unmetGuards;

    /// <summary>Gets the guards that kept the trigger from being handled, by their code or description: those of the state, then those of each superstate. Several guards of one transition are one text.</summary>
    public IReadOnlyList<string> UnmetGuards { get; } = [];
}
