using System.Diagnostics;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Parses an XML document as its bytes arrive, and pushes each event to a handler whose type is known at compile time. This is the fastest
/// form, without an interface call.
/// </summary>
/// <typeparam name="THandler">The type of the handler, a struct, which the parser contains (<see cref="Handler"/>).</typeparam>
/// <remarks>
/// <para>
/// Well-formedness is checked according to XML 1.0 (fifth edition) and Namespaces in XML 1.0; documents are not validated, and nothing
/// outside them is loaded. The parser supports UTF-8, UTF-16, ISO-8859-1 and US-ASCII. Each event is pushed when its last byte has arrived,
/// however the input is split; a text is pushed at the byte that ends it, or in pieces while it grows. Memory is bounded by
/// <see cref="XmlPushOptions"/> for every input.
/// </para>
/// <para>
/// After an error the parser remains failed: the handler has received the error, and receives nothing more. <see cref="Reset"/> restarts
/// the parser with the same buffers. An exception of the handler is thrown by the call that fed the parser, and is not passed back to the
/// handler: that is the task of the caller. The sources of the library do so, including
/// <see cref="FeedAsync(Stream, IProgress{PushProgress}?, CancellationToken)"/>. The parser can then only be reset. Not thread-safe.
/// </para>
/// <para>Allocates nothing per event, once it knows the document's names.</para>
/// </remarks>
[DebuggerDisplay("{Status,nq} at {DebuggerPosition,nq}")]
public partial class XmlPushParser<THandler> : IObserver<ByteChunk>, IRestartObserver, IDisposable
    where THandler : struct, IObserver<SaxEvent>
{
    private readonly XmlTokenizer<THandler> tokenizer;

    /// <summary>Initializes a new instance of the <see cref="XmlPushParser{THandler}"/> class.</summary>
    /// <param name="handler">The target of the events and of the completion or failure.</param>
    /// <param name="options">The options; null for <see cref="XmlPushOptions.Default"/>.</param>
    public XmlPushParser(THandler handler, XmlPushOptions? options = null) => tokenizer = new(handler, options ?? XmlPushOptions.Default);

    /// <summary>Gets a reference to the handler.</summary>
    public ref THandler Handler => ref tokenizer.Handler;

    private TokenizerStatus Status => tokenizer.Status;

    private string DebuggerPosition => $"{tokenizer.Position.Line}:{tokenizer.Position.Column}";

    /// <summary>Parses the next bytes of the document, and pushes the events that end in them.</summary>
    /// <param name="bytes">The bytes, any number of them; they are not kept.</param>
    /// <exception cref="XmlPushException">The document is not well-formed or exceeds a limit. The handler has received the exception,
    /// too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is inside an event, or a <c>FeedAsync</c> has not ended.
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
            Source.Fail(new HandlerProxy(tokenizer), error);
            throw;
        }
    }

    /// <summary>Ends the document: checks that it is complete, delivers a pending text, and passes the completion on.</summary>
    /// <exception cref="XmlPushException">The document is incomplete or not well-formed. The handler has received the exception,
    /// too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is inside an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>
    /// An exception that the handler throws meanwhile is passed to it as the failure of the whole graph, and is thrown here.
    /// </remarks>
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
            // The parser's own failure, or an exception of the handler at a last event: a source that has ended does not notify.
            tokenizer.Abandon();
            Source.Fail(new HandlerProxy(tokenizer), error);
            throw;
        }

        if (tokenizer.Status == TokenizerStatus.Completed)
            tokenizer.Handler.OnCompleted();
    }

    /// <summary>Discards the document, even a failed one, and begins another one.</summary>
    /// <exception cref="InvalidOperationException">
    /// The parser is inside an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>
    /// A handler that implements <see cref="IRestartObserver"/> is notified, and with it every stage after the parser, so that none joins
    /// text of the two documents. Its exceptions are thrown here.
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
    /// Ends the document at its current position, with its open elements unended, and begins another one with the next byte, as XMPP
    /// restarts its stream (RFC 6120, 4.3.3).
    /// </summary>
    /// <exception cref="InvalidOperationException">The document is complete or has failed.</exception>
    /// <exception cref="ObjectDisposedException">The parser is disposed.</exception>
    /// <remarks>
    /// From inside an event it takes effect after the markup of the event. Lines restart at 1; byte offsets continue. The handler is
    /// notified as by <see cref="Reset"/>, when it takes effect.
    /// </remarks>
    public void Restart() => tokenizer.Restart();

    /// <summary>
    /// Releases the buffers. From inside an event it takes effect immediately: nothing more is delivered, except the end of an element
    /// whose tag is empty.
    /// </summary>
    public void Dispose()
    {
        tokenizer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Parses a chunk, as <see cref="Feed"/> does: the parser is a stage.</summary>
    /// <param name="value">The bytes.</param>
    /// <exception cref="XmlPushException">The document is not well-formed or exceeds a limit. The handler has received the exception,
    /// too.</exception>
    /// <exception cref="InvalidOperationException">
    /// The document is complete or has failed, the parser is inside an event, or a <c>FeedAsync</c> has not ended.
    /// </exception>
    void IObserver<ByteChunk>.OnNext(ByteChunk value) => Feed(value.Span);

    /// <summary>Ends the document, as <see cref="Complete"/> does.</summary>
    /// <exception cref="XmlPushException">The document is incomplete or not well-formed. The handler has received the exception,
    /// too.</exception>
    void IObserver<ByteChunk>.OnCompleted() => Complete();

    /// <summary>Ends the document with a failure of the source of its bytes, and passes the failure on.</summary>
    /// <param name="error">The failure.</param>
    void IObserver<ByteChunk>.OnError(Exception error) => Abandon(error);

    /// <summary>
    /// Begins another document, as <see cref="Reset"/> does, because the source of the bytes restarts with another input.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The parser is inside an event, or a <c>FeedAsync</c> has not ended.
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

    /// <summary>Notifies the handler inside the parser, which may be a struct with state.</summary>
    private sealed class HandlerProxy(XmlTokenizer<THandler> tokenizer) : IObserver<SaxEvent>
    {
        public void OnNext(SaxEvent value) => tokenizer.Handler.OnNext(value);

        public void OnCompleted() => tokenizer.Handler.OnCompleted();

        public void OnError(Exception error) => tokenizer.Handler.OnError(error);
    }
}
