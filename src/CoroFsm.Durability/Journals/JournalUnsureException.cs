namespace CoroFsm.Durability.Journals;

/// <summary>The exception that is thrown when it is unknown whether a turn was stored, such as after a lost connection during a
/// commit.</summary>
public sealed class JournalUnsureException : JournalException
{
    /// <summary>Initializes a new instance of the <see cref="JournalUnsureException"/> class.</summary>
    public JournalUnsureException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalUnsureException"/> class.</summary>
    /// <param name="message">The message.</param>
    public JournalUnsureException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalUnsureException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JournalUnsureException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
