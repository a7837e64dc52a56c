namespace CoroFsm;

/// <summary>
/// The exception that is raised at the wait of a coroutine that is being closed (<c>GeneratorExit</c> of PEP 342).
/// </summary>
/// <remarks>
/// Catch it only to clean up, then rethrow it and do not wait again: every further wait raises it again. It is an
/// <see cref="OperationCanceledException"/>, so code that lets cancellation pass lets a close pass, too.
/// </remarks>
public sealed class CoroutineClosedException : OperationCanceledException, IUnwinding
{
    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    public CoroutineClosedException()
        : base("The coroutine is being closed.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    /// <param name="message">A description of what is being closed.</param>
    public CoroutineClosedException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="CoroutineClosedException"/> class.</summary>
    /// <param name="message">A description of what is being closed.</param>
    /// <param name="innerException">The cause.</param>
    public CoroutineClosedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
