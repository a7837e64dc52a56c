namespace CoroFsm.Durability.Journals;

/// <summary>The exception that is thrown when a journal cannot read or write.</summary>
public class JournalException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="JournalException"/> class.</summary>
    public JournalException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalException"/> class.</summary>
    /// <param name="message">The message.</param>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="JournalException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JournalException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
