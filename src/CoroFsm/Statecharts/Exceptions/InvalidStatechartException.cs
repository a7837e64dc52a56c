namespace CoroFsm.Statecharts;

/// <summary>The exception that is thrown when a chart with faults is built. It reports all of them.</summary>
public sealed class InvalidStatechartException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="InvalidStatechartException"/> class.</summary>
    public InvalidStatechartException()
        : base("The chart has faults.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="InvalidStatechartException"/> class.</summary>
    /// <param name="message">The faults.</param>
    public InvalidStatechartException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="InvalidStatechartException"/> class.</summary>
    /// <param name="message">The faults.</param>
    /// <param name="innerException">The exception that is the cause.</param>
    public InvalidStatechartException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal InvalidStatechartException(IReadOnlyList<string> faults)
        : this($"The chart has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:"
            + string.Concat(faults.Select(fault => $"\n- {fault}"))) =>
        Faults = faults;

    /// <summary>Gets the faults, each with its state, its trigger and how to fix it.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
