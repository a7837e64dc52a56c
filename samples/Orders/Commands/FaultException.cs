namespace Orders;

/// <summary>The exception for faults that the user can correct: what happened, and the fix, in one line.</summary>
internal sealed class FaultException(string message, Exception? cause = null) : Exception(message, cause);
