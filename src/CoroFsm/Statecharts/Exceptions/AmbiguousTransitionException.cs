namespace CoroFsm.Statecharts;

/// <summary>Thrown to whoever fires a trigger for which several guards of one state hold. The state stays as it is.</summary>
public sealed class AmbiguousTransitionException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    public AmbiguousTransitionException()
        : base("Several guards hold.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards, and the cure.</param>
    public AmbiguousTransitionException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="AmbiguousTransitionException"/> class.</summary>
    /// <param name="message">The state, the trigger, the guards, and the cure.</param>
    /// <param name="innerException">What led to it.</param>
    public AmbiguousTransitionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
