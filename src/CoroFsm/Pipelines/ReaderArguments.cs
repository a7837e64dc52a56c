namespace CoroFsm.Pipelines;

/// <summary>Checks the arguments of byte readers.</summary>
internal static class ReaderArguments
{
    internal static void RefuseEmpty(ReadOnlyMemory<byte> delimiter)
    {
        if (delimiter.IsEmpty)
            throw new ArgumentException("The delimiter is empty. Use at least one byte.", nameof(delimiter));
    }
}
