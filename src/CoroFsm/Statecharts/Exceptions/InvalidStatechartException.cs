namespace CoroFsm.Statecharts;

/// <summary>Thrown when a chart is built that has faults: all of them at once.</summary>
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
    /// <param name="innerException">What led to it.</param>
    public InvalidStatechartException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal InvalidStatechartException(IReadOnlyList<string> faults)
        : this($"The chart has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:{string.Concat(faults.Select(fault => $"\n- {fault}"))}") =>
        Faults = faults;

    /// <summary>Gets the faults, each with its state, its trigger and the cure.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
