namespace CoroFsm.Durability.Journals;

/// <summary>The exception that is thrown when another host has written to the journal of a machine.</summary>
public sealed class JournalConflictException : JournalException
{
    /// <summary>Initializes a new instance of the <see cref="JournalConflictException"/> class.</summary>
    public JournalConflictException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalConflictException"/> class.</summary>
    /// <param name="message">The message.</param>
    public JournalConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalConflictException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JournalConflictException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
