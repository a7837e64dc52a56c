namespace SaxToBus;

/// <summary>Whoever read the output has gone away: there is nobody left to work for, and nothing to complain about.</summary>
internal sealed class OutputClosedException(Exception cause) : IOException("The output was closed by its reader.", cause);
