using System.Buffers;
using System.IO.Pipelines;

namespace CoroFsm.Parsers;

/// <content>Documents from streams and pipes.</content>
public partial class XmlPushParser<THandler>
{
    private const int ReadSize = 64 * 1024;

    /// <summary>Feeds all that a stream has, as it arrives, and completes the document.</summary>
    /// <param name="stream">The bytes; left open.</param>
    /// <param name="progress">Gets how much has been fed after each read, in chunks and bytes; null: nobody.</param>
    /// <param name="cancellationToken">Ends the feeding, also while it waits for bytes.</param>
    /// <returns>The feeding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="IOException">The stream has failed. The handler has got it too.</exception>
    /// <exception cref="OperationCanceledException">The feeding was cancelled. The handler has got it too.</exception>
    /// <remarks>Events are pushed by whatever thread continues the reading, one at a time.</remarks>
    public async Task FeedAsync(Stream stream, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            long chunks = 0, bytes = 0;
            while (true)
            {
                int read;
                try
                {
                    read = await stream.ReadAsync(buffer.AsMemory(0, ReadSize), cancellationToken).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }
                catch (Exception error)
                {
                    Abandon(error);
                    throw;
                }

                if (read == 0)
                    break;
                Feed(buffer.AsSpan(0, read));
                bytes += read;
                progress?.Report(new(++chunks, bytes));
            }

            Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Feeds all that a pipe has, as it arrives, and completes the document.</summary>
    /// <param name="reader">The bytes; it is left open, and has consumed what was fed.</param>
    /// <param name="progress">Gets how much has been fed after each read, in chunks and bytes; null: nobody.</param>
    /// <param name="cancellationToken">Ends the feeding, also while it waits for bytes.</param>
    /// <returns>The feeding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="OperationCanceledException">The feeding was cancelled, or a pending read was. The handler has got it too.</exception>
    /// <remarks>Events are pushed by whatever thread continues the reading, one at a time.</remarks>
    public async Task FeedAsync(PipeReader reader, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        long chunks = 0, bytes = 0;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (result.IsCanceled)
                    throw new OperationCanceledException("The reading of the pipe was cancelled.");
            }
            catch (Exception error)
            {
                Abandon(error);
                throw;
            }

            var fed = result.Buffer.Start;
            try
            {
                foreach (var segment in result.Buffer)
                {
                    Feed(segment.Span);
                    bytes += segment.Length;
                    chunks++;
                }

                fed = result.Buffer.End;
            }
            finally
            {
                reader.AdvanceTo(fed);
            }

            progress?.Report(new(chunks, bytes));
            if (result.IsCompleted)
                break;
        }

        Complete();
    }
}
