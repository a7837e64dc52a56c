namespace CoroFsm.Durability;

/// <summary>The exception that is thrown when a record cannot be handled again, such as an event of an unknown type.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ReplayException"/> class.</summary>
    public ReplayException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ReplayException"/> class.</summary>
    /// <param name="message">The message.</param>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ReplayException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ReplayException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal ReplayException(string machine, long sequence, string kind, Exception cause)
        : base(
            $"Machine {machine}: record {sequence} ({kind}) cannot be handled again: {cause.Message} "
            + "Deploy code that can, or repair the machine.",
            cause) => Sequence = sequence;

    /// <summary>Gets the number of the record.</summary>
    public long Sequence { get; }
}
