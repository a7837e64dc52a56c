using System.Runtime.ExceptionServices;
using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Reads a document with the <see cref="XmlReader"/> of .NET, and pushes each event to an observer (a machine, a stage).
/// </summary>
/// <remarks>
/// <para>
/// Document type declarations are rejected, nothing outside the document is loaded, and elements nest at most 512 deep. A reader that the
/// caller passes has its own settings.
/// </para>
/// <para>
/// Text arrives in pieces of at most 4,096 characters, so a long text needs no memory. <see cref="XmlReader"/> itself keeps comments,
/// processing instructions, attribute values and every distinct name completely.
/// </para>
/// <para>
/// <b>Not for hostile input.</b> The time that <see cref="XmlReader"/> takes is not bounded by the length of the document: leading zeros in
/// a character reference, white space inside a tag, and very many attributes on a tag take time that grows with the square of their length.
/// Parse untrusted input with <see cref="XmlPushParser"/>, whose time and memory are bounded.
/// </para>
/// <para>A source runs once, on one thread. It never closes its input. It does not provide byte offsets.</para>
/// </remarks>
public sealed class XmlReaderSource
{
    private readonly Func<bool, CancellationToken, XmlReader> open;
    private readonly XmlReaderSourceOptions options;
    private bool hasRun;

    /// <summary>
    /// Initializes a new instance of the <see cref="XmlReaderSource"/> class that reads bytes. The document specifies the encoding.
    /// </summary>
    /// <param name="stream">The document; remains open.</param>
    /// <param name="options">The options; null for <see cref="XmlReaderSourceOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public XmlReaderSource(Stream stream, XmlReaderSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        open = (isAsync, cancellationToken) =>
            XmlReader.Create(isAsync ? new CancellableStream(stream, cancellationToken) : stream, Settings(isAsync));
    }

    /// <summary>Initializes a new instance of the <see cref="XmlReaderSource"/> class that reads characters.</summary>
    /// <param name="reader">The document; remains open.</param>
    /// <param name="options">The options; null for <see cref="XmlReaderSourceOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public XmlReaderSource(TextReader reader, XmlReaderSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        open = (isAsync, _) => XmlReader.Create(reader, Settings(isAsync));
    }

    /// <summary>
    /// Initializes a new instance of the <see cref="XmlReaderSource"/> class that uses an existing reader with its settings.
    /// </summary>
    /// <param name="reader">
    /// The reader; remains open. <see cref="RunAsync"/> requires <see cref="XmlReaderSettings.Async"/>.
    /// </param>
    /// <param name="options">The options, of which only the depth applies; null for <see cref="XmlReaderSourceOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public XmlReaderSource(XmlReader reader, XmlReaderSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        open = (_, _) => reader;
    }

    private XmlReaderSource(XmlReaderSourceOptions? options)
    {
        this.options = options ?? XmlReaderSourceOptions.Default;
        open = null!;
    }

    /// <summary>Reads the whole document and pushes its events.</summary>
    /// <param name="target">The target of the events and of the completion or failure.</param>
    /// <param name="cancellationToken">Cancels the run between events; a read that blocks is not interrupted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The source has already been run.</exception>
    /// <exception cref="XmlException">
    /// The document is not well-formed, exceeds a limit, or cannot be read by <see cref="XmlReader"/>. The target has received the
    /// exception, too.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has received the exception, too.</exception>
    /// <remarks>
    /// Other exceptions of the stream or of the caller's reader, such as an <see cref="IOException"/>, are thrown unchanged, and the target
    /// receives them, too. An <see cref="ArgumentException"/>, <see cref="IndexOutOfRangeException"/>,
    /// <see cref="NullReferenceException"/>, <see cref="InvalidCastException"/>, <see cref="ArithmeticException"/> or
    /// <see cref="FormatException"/> cannot be distinguished from a defect of <see cref="XmlReader"/>; it is the inner exception of an
    /// <see cref="XmlException"/>. An exception of the target is passed to it as the failure of the whole graph, and is thrown here.
    /// Allocates nothing per event.
    /// </remarks>
    public void Run(IObserver<SaxEvent> target, CancellationToken cancellationToken = default)
    {
        var run = Begin(target, isAsync: false, cancellationToken);
        try
        {
            while (run.Reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!run.BeginsText())
                    run.Deliver();
                else
                    while (run.TakePiece(run.Reader.ReadValueChunk(run.Buffer, run.BufferStart, run.BufferSpace)))
                        run.DeliverPiece();
            }
        }
        catch (Exception error)
        {
            ExceptionDispatchInfo.Throw(run.Fail(error));
        }

        run.Complete();
    }

    /// <summary>Reads the whole document without blocking, and pushes its events.</summary>
    /// <param name="target">The target of the events and of the completion or failure.</param>
    /// <param name="cancellationToken">Cancels the run between events, and while it waits for a stream.</param>
    /// <returns>A task that represents the run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The source has already been run.</exception>
    /// <exception cref="XmlException">
    /// The document is not well-formed, exceeds a limit, or cannot be read by <see cref="XmlReader"/>. The target has received the
    /// exception, too.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has received the exception, too.</exception>
    /// <remarks>
    /// Throws the same exceptions as <see cref="Run"/>. Costs about twice as much. Events are pushed one at a time, by the thread that
    /// continues the reading.
    /// </remarks>
    public async Task RunAsync(IObserver<SaxEvent> target, CancellationToken cancellationToken = default)
    {
        var run = Begin(target, isAsync: true, cancellationToken);
        try
        {
            while (await run.Reader.ReadAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!run.BeginsText())
                    run.Deliver();
                else
                    while (run.TakePiece(
                        await run.Reader.ReadValueChunkAsync(run.Buffer, run.BufferStart, run.BufferSpace).ConfigureAwait(false)))
                        run.DeliverPiece();
            }
        }
        catch (Exception error)
        {
            ExceptionDispatchInfo.Throw(run.Fail(error));
        }

        run.Complete();
    }

    private XmlReaderRun Begin(IObserver<SaxEvent> target, bool isAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Interlocked.Exchange(ref hasRun, true))
            throw new InvalidOperationException("This source has already been run. Create another one to read again.");

        try
        {
            return new(open(isAsync, cancellationToken), target, options.MaxDepth);
        }
        catch (Exception error)
        {
            var fault = XmlReaderFault.Of(error, line: 0, column: 0);     // opening the document already reads
            Source.Fail(target, fault);
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
    }

    private XmlReaderSettings Settings(bool isAsync) => new()
    {
        Async = isAsync,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = false,
        IgnoreComments = options.IgnoreComments,
        IgnoreProcessingInstructions = options.IgnoreProcessingInstructions,
    };
}
