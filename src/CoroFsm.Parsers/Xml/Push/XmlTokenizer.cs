namespace CoroFsm.Parsers;

/// <summary>
/// The second stage of the push parser: walks the structural offsets that <see cref="StructuralScan"/> has found, and makes events of what is between them.
/// </summary>
/// <remarks>
/// <para>
/// The loop of <see cref="XmlTokenizer{THandler}"/> takes whole, well-formed, known markup. Everything else is passed to the parts of the parser: they read it
/// by its bytes, and decide what is wrong. Each part owns its state, and describes what it has read in the <see cref="XmlToken"/>; events are made here only.
/// </para>
/// <para>Bytes take this way: <see cref="InputDecoder"/> (to UTF-8), <see cref="InputWindow"/> (the index), the content loop.</para>
/// </remarks>
internal abstract partial class XmlTokenizer : IDisposable
{
    /// <summary>The depth of elements that the parser has room for at first.</summary>
    private const int UsualDepth = 32;

    private protected readonly XmlPushOptions options;
    private protected readonly InputStack input = new();
    private protected readonly XmlToken token;
    private protected readonly DocumentNames names;
    private protected readonly NamespaceScopes scopes;
    private protected readonly TagReader tags;
    private protected readonly TagAttributes attributes;
    private protected readonly PositionTracker positions;
    private protected readonly WindowRecorder recorder;
    private readonly InputDecoder decoder;
    private readonly XmlFaults faults;
    private readonly NamespaceRules namespaces;
    private readonly EntityTable entities;
    private readonly UnfinishedMarkup markup;
    private readonly MarkupReader markupReader;
    private readonly DocumentTypeReader documentTypes;

    /// <summary>The least depth at which there is text.</summary>
    private protected readonly int textDepth;

    /// <summary>The names of the open elements.</summary>
    private protected int[] stack;
    private protected int depth;

    /// <summary>The depth at which the content that is parsed began: more than 0 in the text of an entity.</summary>
    private protected int floor;

    /// <summary>The offset of the text that continues behind a reference or a line end.</summary>
    private protected int textOffset;

    private bool hasRoot;
    private bool hasStartedDocument;
    private bool isEnding;
    private bool isRestarting;
    private TokenizerStatus status;

    /// <summary>Whether a call is under way: the buffers are in use, even when the handler has disposed of the parser.</summary>
    private bool isParsing;

    /// <summary>The number of bytes of the document that were fed.</summary>
    private long fed;

    private protected XmlTokenizer(XmlPushOptions options)
    {
        this.options = options;
        textDepth = options.IsFragment ? 0 : 1;
        stack = new int[Math.Min(UsualDepth, options.MaxDepth)];
        positions = new(input);
        faults = new(options, input, positions);
        decoder = new(positions, faults);
        names = new(options, input, faults);
        scopes = names.Scopes;
        token = new(options, input, names, positions);
        entities = new(options, positions, faults);
        namespaces = new(options, names, token, faults);
        attributes = new(options, names, token, new(token.Normalized, entities, faults), namespaces, entities, faults);
        tags = new(options, input, names, token, attributes, namespaces, entities, faults);
        markup = new(input);
        markupReader = new(input, markup, names, token, positions, faults);
        documentTypes = new(options, input, names, token, attributes, entities, faults);
        recorder = new(input, names, token, positions);
        StartDocument(TextPosition.Start);
    }

    /// <summary>Gets the error that has ended the document.</summary>
    internal XmlPushException? Failure => faults.Failure;

    internal TokenizerStatus Status => status == TokenizerStatus.Busy && faults.Failure is not null ? TokenizerStatus.Failed : status;

    /// <summary>Gets the position of the current token.</summary>
    internal TextPosition Position => positions.At(token.Offset);

    /// <summary>Gets the number of bytes that were read to count lines and columns.</summary>
    internal long PassedBytes => positions.PassedBytes;

    /// <summary>Gets the number of names and prefixes that are known.</summary>
    internal (int Names, int Prefixes) Remembered => (names.Table.Count, scopes.PrefixCount);

    private protected bool IsBusy => status == TokenizerStatus.Busy;

    /// <summary>Parses bytes.</summary>
    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 64 && decoder.IsDirect && status == TokenizerStatus.Ready
            && bytes.Length <= options.MaxDocumentLength - fed && TryDefer(bytes))
        {
            fed += bytes.Length;
            return;
        }

        Enter();
        try
        {
            var length = (int)Math.Min(bytes.Length, options.MaxDocumentLength - fed);
            fed += length;
            Take(bytes[..length]);
            if (length < bytes.Length && IsBusy && ParseHeldBack())
                faults.FailLimit(input.Current.Filled, "The document is longer than", options.MaxDocumentLength, nameof(XmlPushOptions.MaxDocumentLength));
            Leave(TokenizerStatus.Ready);
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Parses what is left and checks that the document is whole.</summary>
    internal void Complete()
    {
        Enter();
        try
        {
            TakeUtf8(decoder.End());
            if (decoder.Fault is { } fault && IsBusy && ParseHeldBack())
                faults.Fail(input.Current.End, fault);
            isEnding = true;
            ParseNothing();
            CheckEnd();
            Leave(TokenizerStatus.Completed);
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Resets the parser, as if nothing had been fed; the names are kept.</summary>
    internal void Reset()
    {
        if (isParsing)
            throw NotReady();
        recorder.End();
        input.Current.Reset();
        faults.Clear();
        fed = 0;
        status = TokenizerStatus.Ready;
        isRestarting = false;
        StartDocument(TextPosition.Start);
        decoder.Reset();
    }

    /// <summary>Ends the document where it is; what follows is another one.</summary>
    internal void Restart()
    {
        switch (status)
        {
            case TokenizerStatus.Busy when isParsing:
                isRestarting = true;
                input.Current.IndexCount = 0;      // ends the loop behind the current markup
                break;
            case TokenizerStatus.Ready:
                StartNextDocument(input.Current.Filled);
                break;
            default:
                throw NotReady();
        }
    }

    public void Dispose()
    {
        recorder.End();
        status = TokenizerStatus.Disposed;
        token.Expire();
        input.Current.IndexCount = 0;
        if (!isParsing)
            input.Dispose();
    }

    /// <summary>Ends the parser without an error of its own: nothing is delivered any more.</summary>
    internal void Abandon() => status = TokenizerStatus.Failed;

    /// <summary>Notifies the handler that another document begins.</summary>
    internal abstract void NotifyRestart();

    /// <summary>Throws unless bytes may come.</summary>
    internal void CheckReady()
    {
        if (status != TokenizerStatus.Ready)
            throw NotReady();
    }

    /// <summary>Names the parser as its user knows it.</summary>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(status == TokenizerStatus.Disposed, typeof(XmlPushParser));

    private void Enter()
    {
        CheckReady();
        status = TokenizerStatus.Busy;
        isParsing = true;
    }

    private void Leave(TokenizerStatus next)
    {
        token.Expire();
        if (status == TokenizerStatus.Busy)
            status = next;
    }

    private void EndCall()
    {
        isParsing = false;
        if (faults.Failure is not null)
        {
            token.Expire();
            if (status == TokenizerStatus.Busy)
                status = TokenizerStatus.Failed;
        }

        if (status == TokenizerStatus.Disposed)
            input.Dispose();
    }

    private InvalidOperationException NotReady()
    {
        ThrowIfDisposed();
        return new(Status switch
        {
            TokenizerStatus.Completed => "The document is complete. Call Reset() to parse another one.",
            TokenizerStatus.Failed => "The document has failed before, so nothing more of it can be parsed. Call Reset() to parse another one.",
            _ => "The parser is in the middle of an event: its observer fed it again, or threw an exception. "
                + "From inside an event only Restart() and Dispose() may be called; after an exception, Reset() begins anew.",
        });
    }

    /// <summary>Checks, at the end of the input, that the document is whole.</summary>
    private void CheckEnd()
    {
        if (!IsBusy)
            return;
        var window = input.Current;
        if (window.Valid < window.End)
        {
            CheckUnfinishedTag();
            faults.Fail(window.Valid, "The input ends inside a character of several bytes.");
        }

        if (markup.Kind != MarkupKind.None)
            FailUnfinished();
        FlushText(isAll: true);
        if (window.Position < window.End)
            faults.Fail(window.Position, "The input ends inside a reference; ';' is expected.");
        if (depth > 0)
            faults.Fail(window.End, $"The input ends inside the element <{names.Table.StringsOf(stack[depth - 1]).Name}>; its end tag is expected.");
        if (!hasRoot && !options.IsFragment)
            faults.Fail(window.End, "The input ends without an element; a root element is expected.");
    }

    private void StartDocument(TextPosition start)
    {
        positions.Start(start);
        depth = floor = 0;
        textOffset = PositionTracker.None;
        hasRoot = hasStartedDocument = false;
        markup.Kind = MarkupKind.None;
        isEnding = false;
        scopes.Leave(0);
        markupReader.Clear();
        documentTypes.Clear();
        token.Clear();
    }

    /// <summary>Starts another document in the same input: lines restart at 1, byte offsets continue.</summary>
    private void StartNextDocument(int offset)
    {
        isRestarting = false;
        recorder.End();
        var end = positions.At(offset);
        input.Current.Reset();
        StartDocument(TextPosition.Start with { ByteOffset = end.ByteOffset });
        decoder.StartDocument();
        NotifyRestart();
    }
}
