namespace SaxToBus;

/// <summary>The reader of the output has closed it: the command ends early, which is no fault.</summary>
internal sealed class OutputClosedException(Exception cause) : IOException("The output was closed by its reader.", cause);
