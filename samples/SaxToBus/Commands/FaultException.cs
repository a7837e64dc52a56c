namespace SaxToBus;

/// <summary>What the user gets to read in one line, and can do something about.</summary>
internal sealed class FaultException(string message, Exception? cause = null) : Exception(message, cause);
