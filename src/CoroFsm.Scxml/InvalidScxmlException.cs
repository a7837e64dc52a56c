namespace CoroFsm.Scxml;

/// <summary>The exception that is thrown for a document with faults. It reports all of them, in the order of the document.</summary>
public sealed class InvalidScxmlException : ScxmlException
{
    /// <summary>Initializes a new instance of the <see cref="InvalidScxmlException"/> class.</summary>
    public InvalidScxmlException()
        : base("The SCXML document has faults.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="InvalidScxmlException"/> class.</summary>
    /// <param name="message">The faults.</param>
    public InvalidScxmlException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="InvalidScxmlException"/> class.</summary>
    /// <param name="message">The faults.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public InvalidScxmlException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal InvalidScxmlException(IReadOnlyList<ScxmlFault> faults, Exception? innerException = null)
        : base(
            $"The SCXML document has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:"
            + string.Concat(faults.Select(static fault => $"\n- {fault}")),
            innerException)
    {
        Faults = faults;
        (Line, Column) = (faults[0].Line, faults[0].Column);
    }

    /// <summary>Gets the faults, each with its position and how to fix it.</summary>
    public IReadOnlyList<ScxmlFault> Faults { get; } = [];
}
