namespace CoroFsm.Testing;

/// <summary>Represents an error in how a machine is passed to an exploration, not in the machine. It ends the exploration.</summary>
#pragma warning disable CA1032, CA1064 // Internal; it is caught as an InvalidOperationException.
internal sealed class MisuseException(string message, Exception? innerException = null)
    : InvalidOperationException(message, innerException);
#pragma warning restore CA1032, CA1064
