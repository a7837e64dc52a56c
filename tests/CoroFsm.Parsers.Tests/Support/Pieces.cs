namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Splits bytes into chunks of the given sizes, cyclically.</summary>
internal static class Pieces
{
    /// <param name="bytes">The bytes.</param>
    /// <param name="sizes">The sizes; empty: one piece.</param>
    internal static IEnumerable<ReadOnlyMemory<byte>> Of(byte[] bytes, params int[] sizes)
    {
        if (sizes.Length == 0)
            sizes = [Math.Max(bytes.Length, 1)];
        for (int at = 0, turn = 0; at < bytes.Length; turn++)
        {
            var size = Math.Min(sizes[turn % sizes.Length], bytes.Length - at);
            yield return bytes.AsMemory(at, size);
            at += size;
        }
    }
}
