using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <content>Documents from streams and pipes: the parser as a stage after a source of bytes.</content>
public partial class XmlPushParser<THandler>
{
    /// <summary>
    /// Whether a <c>FeedAsync</c> is running. Between its reads the parser is ready, but the caller must not feed bytes.
    /// </summary>
    private bool isFeeding;

    /// <summary>Feeds all bytes of a stream as they arrive, and completes the document.</summary>
    /// <param name="stream">The stream; remains open.</param>
    /// <param name="progress">Receives the number of chunks and bytes after each read and at the end; null for no reports.</param>
    /// <param name="cancellationToken">Cancels the operation, also while it waits for bytes.</param>
    /// <returns>A task that represents the operation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is inside an event, or another <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed or exceeds a limit. The handler has received the exception,
    /// too.</exception>
    /// <exception cref="IOException">The stream has failed. The handler has received the exception, too.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled. The handler has received the exception, too.</exception>
    /// <remarks>
    /// An exception of the handler is passed to it as the failure of the whole graph, and is thrown by the task. Events are pushed one at a
    /// time, by the thread that continues the reading.
    /// </remarks>
    public Task FeedAsync(Stream stream, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.PushToAsync(BeginFeeding(), progress, cancellationToken: cancellationToken);
    }

    /// <summary>Feeds all bytes of a pipe as they arrive, and completes the document.</summary>
    /// <param name="reader">The pipe; remains open, and has consumed the bytes that were fed.</param>
    /// <param name="progress">Receives the number of chunks and bytes after each piece and at the end; null for no reports.</param>
    /// <param name="cancellationToken">Cancels the operation, also while it waits for bytes.</param>
    /// <returns>A task that represents the operation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is inside an event, or another <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed or exceeds a limit. The handler has received the exception,
    /// too.</exception>
    /// <exception cref="OperationCanceledException">
    /// The operation or a pending read was cancelled. The handler has received the exception, too.
    /// </exception>
    /// <remarks>
    /// An exception of the handler is passed to it as the failure of the whole graph, and is thrown by the task. Events are pushed one at a
    /// time, by the thread that continues the reading.
    /// </remarks>
    public Task FeedAsync(PipeReader reader, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.PushToAsync(BeginFeeding(), progress, cancellationToken);
    }

    private Feeding BeginFeeding()
    {
        tokenizer.CheckReady();
        if (Interlocked.Exchange(ref isFeeding, true))
            RefuseFeeding();
        return new(this);
    }

    [DoesNotReturn]
    private void RefuseFeeding()
    {
        tokenizer.CheckReady();
        throw FeedingNotEnded();
    }

    private static InvalidOperationException FeedingNotEnded() => new(
        "A FeedAsync of this parser has not ended, and bytes from two sources must not be mixed. "
        + "Await it first, or use a parser for each document.");

    /// <summary>
    /// Receives the bytes of one <c>FeedAsync</c>. When that has ended, the parser can be fed otherwise, also by the receiver of the end.
    /// </summary>
    private sealed class Feeding(XmlPushParser<THandler> parser) : IObserver<ByteChunk>
    {
        public void OnNext(ByteChunk value) => parser.Parse(value.Span);

        public void OnCompleted()
        {
            parser.isFeeding = false;
            parser.Complete();
        }

        public void OnError(Exception error)
        {
            parser.isFeeding = false;
            parser.Abandon(error);
        }
    }
}
