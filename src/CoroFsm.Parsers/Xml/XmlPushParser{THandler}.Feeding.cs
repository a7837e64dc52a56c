using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <content>Documents from streams and pipes: the parser as a stage behind a source of bytes.</content>
public partial class XmlPushParser<THandler>
{
    /// <summary>
    /// Whether a <c>FeedAsync</c> is under way: between its reads the parser is ready, but its bytes are not the caller's.
    /// </summary>
    private bool isFeeding;

    /// <summary>Feeds all that a stream has, as it arrives, and completes the document.</summary>
    /// <param name="stream">The bytes; left open.</param>
    /// <param name="progress">Gets how much has been fed after each read and at the end, in chunks and bytes; null: nobody.</param>
    /// <param name="cancellationToken">Ends the feeding, also while it waits for bytes.</param>
    /// <returns>The feeding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is in the middle of an event, or another <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="IOException">The stream has failed. The handler has got it too.</exception>
    /// <exception cref="OperationCanceledException">The feeding was cancelled. The handler has got it too.</exception>
    /// <remarks>What the handler throws is told to it as the failure of the whole graph, and comes out of the task. Events are pushed by whatever thread continues the reading, one at a time.</remarks>
    public Task FeedAsync(Stream stream, IProgress<PushProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.PushToAsync(BeginFeeding(), progress, cancellationToken: cancellationToken);
    }

    /// <summary>Feeds all that a pipe has, as it arrives, and completes the document.</summary>
    /// <param name="reader">The bytes; it is left open, and has consumed what was fed.</param>
    /// <param name="progress">Gets how much has been fed after each piece and at the end, in chunks and bytes; null: nobody.</param>
    /// <param name="cancellationToken">Ends the feeding, also while it waits for bytes.</param>
    /// <returns>The feeding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is in the middle of an event, or another <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="OperationCanceledException">The feeding was cancelled, or a pending read was. The handler has got it too.</exception>
    /// <remarks>What the handler throws is told to it as the failure of the whole graph, and comes out of the task. Events are pushed by whatever thread continues the reading, one at a time.</remarks>
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
        "A FeedAsync of this parser has not ended: bytes from two sides would be mixed. Await it first, or use a parser for each document.");

    /// <summary>
    /// Takes the bytes of one <c>FeedAsync</c>. When that has ended, the parser can be fed otherwise, also by who receives the end.
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
