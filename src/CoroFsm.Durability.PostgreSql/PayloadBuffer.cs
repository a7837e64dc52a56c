namespace CoroFsm.Durability.PostgreSql;

/// <summary>Keeps copies of payloads until a commit has ended, in memory that is used again.</summary>
internal sealed class PayloadBuffer
{
    private const int ChunkSize = 64 * 1024;
    private const int MaximumChunks = 64;

    private readonly List<byte[]> chunks = [];
    private int chunk;
    private int used;

    /// <summary>Copies a payload.</summary>
    internal ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > ChunkSize / 4)
            return payload.ToArray();
        if (chunk < chunks.Count && used + payload.Length > ChunkSize)
            (chunk, used) = (chunk + 1, 0);
        if (chunk == chunks.Count)
            chunks.Add(new byte[ChunkSize]);
        var copy = chunks[chunk].AsMemory(used, payload.Length);
        payload.CopyTo(copy.Span);
        used += payload.Length;
        return copy;
    }

    /// <summary>Forgets the copies.</summary>
    internal void Clear()
    {
        (chunk, used) = (0, 0);
        if (chunks.Count > MaximumChunks)
            chunks.RemoveRange(MaximumChunks, chunks.Count - MaximumChunks);
    }
}
