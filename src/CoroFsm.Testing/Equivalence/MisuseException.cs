namespace CoroFsm.Testing;

/// <summary>What is wrong with how a machine was given to be explored, and not with the machine: it ends the exploration.</summary>
#pragma warning disable CA1032, CA1064 // Internal; it is caught as an InvalidOperationException.
internal sealed class MisuseException(string message, Exception? innerException = null)
    : InvalidOperationException(message, innerException);
#pragma warning restore CA1032, CA1064
