namespace CoroFsm.Tests.Pipelines;

public sealed class ByteChunkTests
{
    [Fact]
    public void Chunk_Detached_StaysUnchanged()
    {
        byte[] buffer = [1, 2];
        ByteChunk chunk = buffer;
        var lasting = chunk.Detach();
        buffer[0] = 9;
        Assert.Equal([1, 2], lasting.Span.ToArray());
        Assert.Equal([9, 2], chunk.Span.ToArray());
        ByteChunk of = new ReadOnlyMemory<byte>(buffer, 1, 1);
        Assert.Equal(1, of.Length);
    }
}
