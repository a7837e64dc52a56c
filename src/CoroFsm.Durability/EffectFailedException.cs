namespace CoroFsm.Durability;

/// <summary>
/// The exception that is thrown where a coroutine waits for an effect that has failed. It is the same at replay: the type and the
/// message of
/// the original exception are recorded.
/// </summary>
public sealed class EffectFailedException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="EffectFailedException"/> class.</summary>
    public EffectFailedException()
        : this("", "", "")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EffectFailedException"/> class.</summary>
    /// <param name="message">The message.</param>
    public EffectFailedException(string message)
        : this("", "", message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="EffectFailedException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public EffectFailedException(string message, Exception? innerException)
        : base(message, innerException) => (Effect, ErrorType, ErrorMessage) = ("", "", message);

    /// <summary>Initializes a new instance of the <see cref="EffectFailedException"/> class.</summary>
    /// <param name="effect">The name of the effect.</param>
    /// <param name="errorType">The full name of the type of the original exception.</param>
    /// <param name="errorMessage">The message of the original exception.</param>
    public EffectFailedException(string effect, string errorType, string errorMessage)
        : base($"Effect {effect} has failed: {errorType}: {errorMessage}") =>
        (Effect, ErrorType, ErrorMessage) = (effect, errorType, errorMessage);

    /// <summary>Gets the name of the effect.</summary>
    public string Effect { get; }

    /// <summary>Gets the full name of the type of the original exception.</summary>
    public string ErrorType { get; }

    /// <summary>Gets the message of the original exception.</summary>
    public string ErrorMessage { get; }

    /// <summary>Determines whether the original exception was of a type: <c>catch (EffectFailedException e) when
    /// (e.Is&lt;…&gt;())</c>.</summary>
    /// <typeparam name="TException">The type. Base types are not compared.</typeparam>
    /// <returns>True if it was.</returns>
    public bool Is<TException>()
        where TException : Exception => ErrorType == typeof(TException).FullName;
}
