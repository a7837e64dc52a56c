namespace SaxToBus;

/// <summary>What the user gets to read in one line, and can do something about.</summary>
internal sealed class FaultException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Gets the time after which the other side asks to be requested again; null if it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
