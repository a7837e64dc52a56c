namespace CoroFsm.Statecharts;

/// <summary>The exception that is thrown when several guards of one state hold for a trigger. The state does not change.</summary>
public sealed class AmbiguousTransitionException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    public AmbiguousTransitionException()
        : base("Several guards hold.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards, and how to fix it.</param>
    public AmbiguousTransitionException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards, and how to fix it.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public AmbiguousTransitionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
