namespace CoroFsm.Durability;

/// <summary>
/// The exception that is thrown when a recorded input leads a machine to another result than recorded, because its code has changed or is
/// not deterministic.
/// </summary>
public sealed class NondeterminismException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="NondeterminismException"/> class.</summary>
    public NondeterminismException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NondeterminismException"/> class.</summary>
    /// <param name="message">The message.</param>
    public NondeterminismException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NondeterminismException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public NondeterminismException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the number of the record.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets the recorded state path; null if the record did not change it.</summary>
    public string? RecordedState { get; init; }

    /// <summary>Gets the state path now.</summary>
    public string State { get; init; } = "";

    /// <summary>Gets the source location at which the machine waits now.</summary>
    public string Position { get; init; } = "";
}
