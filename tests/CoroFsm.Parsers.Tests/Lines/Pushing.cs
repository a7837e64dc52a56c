using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>A source that follows the pipeline contract: an exception from the target's OnNext is passed to its OnError once.</summary>
internal static class Pushing
{
    /// <summary>
    /// Pushes bytes in chunks of the given sizes, cyclically. All chunks share one buffer that is overwritten, like a reader's.
    /// </summary>
    internal static void Push(byte[] bytes, IObserver<ByteChunk> target, params int[] sizes)
    {
        var buffer = new byte[sizes.Max() + 1];
        try
        {
            for (int at = 0, turn = 0; at < bytes.Length; turn++)
            {
                var size = Math.Min(sizes[turn % sizes.Length], bytes.Length - at);
                buffer.AsSpan().Fill((byte)'\n');
                bytes.AsSpan(at, size).CopyTo(buffer.AsSpan(1));
                target.OnNext(new(buffer.AsMemory(1, size)));
                at += size;
            }
        }
        catch (Exception error)
        {
            target.OnError(error);
            throw;
        }

        target.OnCompleted();
    }
}
