namespace CoroFsm.Statecharts;

/// <summary>The exception that is thrown when a chart takes transition after transition without a trigger from outside.</summary>
public sealed class EndlessTransitionsException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="EndlessTransitionsException"/> class.</summary>
    public EndlessTransitionsException()
        : base("The chart takes transitions without end.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndlessTransitionsException"/> class.</summary>
    /// <param name="message">The states, the transitions, and how to fix it.</param>
    public EndlessTransitionsException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndlessTransitionsException"/> class.</summary>
    /// <param name="message">The states, the transitions, and how to fix it.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public EndlessTransitionsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
