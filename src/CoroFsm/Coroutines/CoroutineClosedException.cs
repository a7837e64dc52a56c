namespace CoroFsm;

/// <summary>
/// Raised at the wait of a coroutine that is being closed (PEP 342's <c>GeneratorExit</c>): it may clean up and must end.
/// </summary>
/// <remarks>
/// Let it pass: catch it only to clean up, and do not wait again, for every further wait raises it again. It is an
/// <see cref="OperationCanceledException"/>, so code that lets cancellation pass lets a close pass too.
/// </remarks>
public sealed class CoroutineClosedException : OperationCanceledException, IUnwinding
{
    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    public CoroutineClosedException()
        : base("The coroutine is being closed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    /// <param name="message">What is being closed.</param>
    public CoroutineClosedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    /// <param name="message">What is being closed.</param>
    /// <param name="innerException">Why.</param>
    public CoroutineClosedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
