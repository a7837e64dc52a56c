namespace CoroFsm;

/// <summary>
/// The exception that is raised at a wait when the input has ended and no further event will arrive.
/// </summary>
/// <remarks>A coroutine that ends with it has ended normally. <c>await foreach</c> over an inbox ends instead of raising it.</remarks>
public sealed class EndOfInputException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    public EndOfInputException()
        : base("The input has ended: no further event will come.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    /// <param name="message">A description of the input.</param>
    public EndOfInputException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    /// <param name="message">A description of the input.</param>
    /// <param name="innerException">The cause.</param>
    public EndOfInputException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
