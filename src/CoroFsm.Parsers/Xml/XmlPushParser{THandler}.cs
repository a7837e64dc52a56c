using System.Diagnostics;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Parses an XML document as its bytes arrive, and pushes each event to a handler that the compiler knows: the fastest form, without an
/// interface call.
/// </summary>
/// <typeparam name="THandler">The handler, a struct; the parser holds it (<see cref="Handler"/>).</typeparam>
/// <remarks>
/// <para>
/// Well-formedness is checked as XML 1.0 (fifth edition) and Namespaces in XML 1.0 have it; documents are not validated, and nothing
/// outside them is loaded.
/// UTF-8, UTF-16, ISO-8859-1 and US-ASCII are understood. Each event comes with its last byte, whatever the pieces; a text comes at the
/// byte that ends it, or in pieces
/// while it grows. Whatever input does, memory stays bounded by <see cref="XmlPushOptions"/>.
/// </para>
/// <para>
/// After an error the parser stays failed: the handler has got the error, and gets nothing more. <see cref="Reset"/> begins anew, with
/// the same buffers. What the handler
/// throws comes out of the call that fed the parser, and is not handed back to it: that is left to whoever feeds. The sources of the
/// library do so, <see cref="FeedAsync(Stream, IProgress{PushProgress}?, CancellationToken)"/>
/// among them. The parser can then only be reset. A parser is for one thread at a time.
/// </para>
/// <para>Allocates nothing for each event, once it knows the document's names.</para>
/// </remarks>
[DebuggerDisplay("{Status,nq} at {Place,nq}")]
public partial class XmlPushParser<THandler> : IObserver<ByteChunk>, IRestartObserver, IDisposable
    where THandler : struct, IObserver<SaxEvent>
{
    private readonly XmlTokenizer<THandler> tokenizer;

    /// <summary>Initializes a parser.</summary>
    /// <param name="handler">Gets each event, then the completion or the error.</param>
    /// <param name="options">What is accepted and delivered; null: <see cref="XmlPushOptions.Default"/>.</param>
    public XmlPushParser(THandler handler, XmlPushOptions? options = null) => tokenizer = new(handler, options ?? XmlPushOptions.Default);

    /// <summary>Gets the handler, in place.</summary>
    public ref THandler Handler => ref tokenizer.Handler;

    private TokenizerStatus Status => tokenizer.Status;

    private string Place => $"{tokenizer.Position.Line}:{tokenizer.Position.Column}";

    /// <summary>Parses the next bytes of the document, and pushes the events that end in them.</summary>
    /// <param name="bytes">The bytes, any number of them; they are not kept.</param>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is in the middle of an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (isFeeding)
            RefuseFeeding();
        Parse(bytes);
    }

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            tokenizer.Feed(bytes);
        }
        catch (XmlPushException error) when (ReferenceEquals(error, tokenizer.Failure))
        {
            Source.Fail(new Told(tokenizer), error);
            throw;
        }
    }

    /// <summary>Ends the document: checks that it is whole, delivers a text that waited for its end, and passes the end on.</summary>
    /// <exception cref="XmlPushException">The document is not whole, or not well-formed. The handler has got it too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is in the middle of an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>What the handler throws at such an event is told to it, as the failure of the whole graph, and comes out.</remarks>
    public void Complete()
    {
        if (isFeeding)
            RefuseFeeding();
        tokenizer.CheckReady();
        try
        {
            tokenizer.Complete();
        }
        catch (Exception error) when (ReferenceEquals(error, tokenizer.Failure) || Status == TokenizerStatus.Busy)
        {
            // Its own failure, or what the handler has thrown at a last event: a source that has ended tells nobody.
            tokenizer.Abandon();
            Source.Fail(new Told(tokenizer), error);
            throw;
        }

        if (tokenizer.Status == TokenizerStatus.Completed)
            tokenizer.Handler.OnCompleted();
    }

    /// <summary>Discards the document, whatever has become of it, and begins another one.</summary>
    /// <exception cref="InvalidOperationException">
    /// The parser is in the middle of an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>
    /// A handler that implements <see cref="IRestartObserver"/> is notified, and with it every stage behind the parser: none joins text of
    /// the two documents. What it throws comes out here.
    /// </remarks>
    public void Reset()
    {
        tokenizer.ThrowIfDisposed();
        if (isFeeding)
            throw FeedingNotEnded();
        tokenizer.Reset();
        tokenizer.NotifyRestart();
    }

    /// <summary>
    /// Ends the document where it is, its open elements unended, and begins another one with the next byte: as XMPP restarts its stream
    /// (RFC 6120, 4.3.3).
    /// </summary>
    /// <exception cref="InvalidOperationException">The document is complete or has failed.</exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>
    /// From inside an event it takes effect behind the markup that the event is about. Lines restart at 1; byte offsets continue. The
    /// handler
    /// is notified as by <see cref="Reset"/>, when it takes effect.
    /// </remarks>
    public void Restart() => tokenizer.Restart();

    /// <summary>
    /// Gives the buffers back. From inside an event it takes effect at once: nothing more is delivered, but the end of an element whose
    /// tag is empty.
    /// </summary>
    public void Dispose()
    {
        tokenizer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Parses a chunk, as <see cref="Feed"/> does: the parser is a stage.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="XmlPushException">The document is not well-formed, or goes beyond a limit. The handler has got it too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is in the middle of an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    void IObserver<ByteChunk>.OnNext(ByteChunk value) => Feed(value.Span);

    /// <summary>Ends the document, as <see cref="Complete"/> does.</summary>
    /// <exception cref="XmlPushException">The document is not whole, or not well-formed. The handler has got it too.</exception>
    void IObserver<ByteChunk>.OnCompleted() => Complete();

    /// <summary>Ends the document with a failure of where its bytes come from, and passes that on.</summary>
    /// <param name="error">The failure.</param>
    void IObserver<ByteChunk>.OnError(Exception error) => Abandon(error);

    /// <summary>Begins another document, as <see cref="Reset"/> does: the source of the bytes starts over with another input.</summary>
    /// <exception cref="InvalidOperationException">
    /// The parser is in the middle of an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    void IRestartObserver.OnRestart() => Reset();

    private void Abandon(Exception error)
    {
        if (Status is TokenizerStatus.Failed or TokenizerStatus.Completed or TokenizerStatus.Disposed)
            return;
        tokenizer.Abandon();
        tokenizer.Handler.OnError(error);
    }

    /// <summary>The handler where it stands: it may be a struct that remembers.</summary>
    private sealed class Told(XmlTokenizer<THandler> tokenizer) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => tokenizer.Handler.OnNext(value);

        public void OnCompleted() => tokenizer.Handler.OnCompleted();

        public void OnError(Exception error) => tokenizer.Handler.OnError(error);
    }
}
