using System.Runtime.ExceptionServices;
using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Reads a document with .NET's <see cref="XmlReader"/>, and pushes each event to an observer: a machine, a stage.
/// </summary>
/// <remarks>
/// <para>
/// The document's type declaration is refused, nothing outside it is loaded, and elements nest 512 deep at the most. A reader of the caller's own
/// brings its own settings.
/// </para>
/// <para>
/// Text comes in pieces of at most 4,096 characters, so a long text needs no memory. <see cref="XmlReader"/> itself keeps comments, processing
/// instructions, attribute values and every distinct name whole.
/// </para>
/// <para>
/// <b>Not for hostile input.</b> The time that <see cref="XmlReader"/> takes is not bounded by the length of the document: leading zeros in
/// a character reference, white space inside a tag, and very
/// many attributes on a tag cost time that grows with the square of their length. Parse input from untrusted senders with
/// <see cref="XmlPushParser"/>, whose time and memory are bounded.
/// </para>
/// <para>A source is run once, by one thread. It never closes what it reads from. It does not know byte offsets.</para>
/// </remarks>
public sealed class XmlReaderSource
{
    private readonly Func<bool, CancellationToken, XmlReader> open;
    private readonly XmlReaderSourceOptions options;
    private bool hasRun;

    /// <summary>Initializes a source over bytes, whose encoding the document tells.</summary>
    /// <param name="stream">The document; left open.</param>
    /// <param name="options">What is accepted and delivered; null: <see cref="XmlReaderSourceOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public XmlReaderSource(Stream stream, XmlReaderSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        open = (isAsync, cancellationToken) => XmlReader.Create(isAsync ? new CancellableStream(stream, cancellationToken) : stream, Settings(isAsync));
    }

    /// <summary>Initializes a source over characters.</summary>
    /// <param name="reader">The document; left open.</param>
    /// <param name="options">What is accepted and delivered; null: <see cref="XmlReaderSourceOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public XmlReaderSource(TextReader reader, XmlReaderSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        open = (isAsync, _) => XmlReader.Create(reader, Settings(isAsync));
    }

    /// <summary>Initializes a source over a reader of the caller's own, with its settings.</summary>
    /// <param name="reader">The reader; left open. For <see cref="RunAsync"/> it must be made with <see cref="XmlReaderSettings.Async"/>.</param>
    /// <param name="options">Of these only the depth counts; null: <see cref="XmlReaderSourceOptions.Default"/>.</param>
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
    /// <param name="target">Gets each event, then the completion, or the source's failure.</param>
    /// <param name="cancellationToken">Ends the run between events; a read that blocks goes on until it returns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The source was run before.</exception>
    /// <exception cref="XmlException">
    /// The document is not well-formed, goes beyond a limit, or cannot be read by <see cref="XmlReader"/>. The target has got it too.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has got it too.</exception>
    /// <remarks>
    /// What the stream or a reader of the caller's own throws besides, such as an <see cref="IOException"/>, comes out as it is, and the
    /// target has got it too. An <see cref="ArgumentException"/>, <see cref="IndexOutOfRangeException"/>,
    /// <see cref="NullReferenceException"/>, <see cref="InvalidCastException"/>, <see cref="ArithmeticException"/> or
    /// <see cref="FormatException"/> cannot be distinguished from a defect of <see cref="XmlReader"/>; it is the inner exception of an
    /// <see cref="XmlException"/>. What the target throws is told to it as the failure of the whole graph, and comes out here. Allocates
    /// nothing for each event.
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
    /// <param name="target">Gets each event, then the completion, or the source's failure.</param>
    /// <param name="cancellationToken">Ends the run between events, and also while it waits for a stream.</param>
    /// <returns>The run.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The source was run before.</exception>
    /// <exception cref="XmlException">
    /// The document is not well-formed, goes beyond a limit, or cannot be read by <see cref="XmlReader"/>. The target has got it too.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. The target has got it too.</exception>
    /// <remarks>
    /// What the stream, a reader of the caller's own or the target throws comes out as from <see cref="Run"/>. Costs about twice as much.
    /// Events are pushed by whatever thread continues the reading, one at a time.
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
                    while (run.TakePiece(await run.Reader.ReadValueChunkAsync(run.Buffer, run.BufferStart, run.BufferSpace).ConfigureAwait(false)))
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
            throw new InvalidOperationException("This source has been run already. Make another one to read again.");

        try
        {
            return new(open(isAsync, cancellationToken), target, options.MaxDepth);
        }
        catch (Exception error)
        {
            var fault = XmlReaderFault.Of(error, line: 0, column: 0);     // opening already reads
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
