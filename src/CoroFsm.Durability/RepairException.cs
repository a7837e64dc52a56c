namespace CoroFsm.Durability;

/// <summary>
/// The exception that is thrown when a machine cannot be repaired as requested, because its later records would not lead anywhere. Nothing
/// is changed.
/// </summary>
public sealed class RepairException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RepairException"/> class.</summary>
    public RepairException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RepairException"/> class.</summary>
    /// <param name="message">The message.</param>
    public RepairException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RepairException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public RepairException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the number of the record that cannot be handled after the repair; 0 if there is none.</summary>
    public long Sequence { get; init; }
}
