using System.Buffers;
using System.IO.Pipelines;

namespace CoroFsm.Pipelines;

/// <content>Sources of bytes.</content>
public static partial class Source
{
    /// <summary>The default size of the chunks that are read from a stream, in bytes.</summary>
    public const int DefaultChunkSize = 64 << 10;

    /// <summary>Pushes the bytes of a stream as they arrive. The stream remains open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="target">The target of the bytes; each chunk is valid until the call returns.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="chunkSize">The maximum number of bytes per read.</param>
    /// <param name="cancellationToken">Ends the run before the next chunk; a read that blocks is not interrupted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>Exceptions of the stream or the target are thrown here.</remarks>
    public static void PushTo(
        this Stream stream,
        IObserver<ByteChunk> target,
        IProgress<PushProgress>? progress = null,
        int chunkSize = DefaultChunkSize,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        var count = new SourceProgress(progress);
        var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var length = stream.Read(buffer, 0, chunkSize);
                if (length == 0)
                    break;
                target.OnNext(new(buffer.AsMemory(0, length)));
                count.CountChunk(length);
            }
        }
        catch (Exception error)
        {
            Fail(target, error);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        target.OnCompleted();
        count.Report();
    }

    /// <summary>Pushes the bytes of a stream as they arrive. The stream remains open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="target">The target of the bytes, called on the thread on which they arrive; each chunk is valid until the call
    /// returns.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="chunkSize">The maximum number of bytes per read.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <remarks>Exceptions of the stream or the target are thrown here.</remarks>
    public static Task PushToAsync(
        this Stream stream,
        IObserver<ByteChunk> target,
        IProgress<PushProgress>? progress = null,
        int chunkSize = DefaultChunkSize,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        return RunAsync(
            target,
            async () =>
            {
                var count = new SourceProgress(progress);
                var buffer = ArrayPool<byte>.Shared.Rent(chunkSize);
                try
                {
                    while (true)
                    {
                        // Before a chunk is read and would be lost: some streams ignore the token.
                        cancellationToken.ThrowIfCancellationRequested();
                        var length = await stream.ReadAsync(buffer.AsMemory(0, chunkSize), cancellationToken).ConfigureAwait(false);
                        if (length == 0)
                            break;
                        target.OnNext(new(buffer.AsMemory(0, length)));
                        count.CountChunk(length);
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                return count;
            },
            cancellationToken);
    }

    /// <summary>
    /// Pushes the bytes of a pipe as they arrive, until its writer completes it. The reader is not completed. After a failure, you can
    /// continue to read: bytes that were not pushed remain in the pipe.
    /// </summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="target">The target of the bytes, called on the thread on which they arrive; each chunk is valid until the call
    /// returns.</param>
    /// <param name="progress">Receives the progress; null for no reports.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pipe"/> or <paramref name="target"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or the reader by
    /// <see cref="PipeReader.CancelPendingRead"/>.</exception>
    /// <remarks>Exceptions of the pipe's writer or the target are thrown here.</remarks>
    public static Task PushToAsync(
        this PipeReader pipe,
        IObserver<ByteChunk> target,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(target);
        return RunAsync(
            target,
            async () =>
            {
                var count = new SourceProgress(progress);
                while (true)
                {
                    var read = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                    var pushed = read.Buffer.Start;
                    try
                    {
                        if (read.IsCanceled)
                            throw new OperationCanceledException("The read of the pipe was cancelled (CancelPendingRead).");

                        foreach (var segment in read.Buffer)
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            pushed = read.Buffer.GetPosition(segment.Length, pushed);
                            target.OnNext(new(segment));
                            count.CountChunk(segment.Length);
                        }
                    }
                    finally
                    {
                        pipe.AdvanceTo(pushed);     // so that the owner of the pipe can continue to read
                    }

                    if (read.IsCompleted)
                        return count;
                }
            },
            cancellationToken);
    }
}
