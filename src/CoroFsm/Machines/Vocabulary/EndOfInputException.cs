namespace CoroFsm;

/// <summary>
/// Raised at a wait when the input has ended and no further event will come.
/// </summary>
/// <remarks>A coroutine that leaves with it has ended normally. <c>await foreach</c> over an inbox ends instead of raising it.</remarks>
public sealed class EndOfInputException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    public EndOfInputException()
        : base("The input has ended: no further event will come.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    /// <param name="message">What has ended, and where.</param>
    public EndOfInputException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EndOfInputException"/> class.</summary>
    /// <param name="message">What has ended, and where.</param>
    /// <param name="innerException">Why.</param>
    public EndOfInputException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
