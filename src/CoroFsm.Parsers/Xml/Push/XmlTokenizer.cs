namespace CoroFsm.Parsers.Xml;

/// <summary>
/// The second stage of the push parser: walks the places that <see cref="StructuralScan"/> has found, and makes events of what lies between them. It is
/// the token that its events are views onto.
/// </summary>
/// <remarks>
/// What repeats a million times is in the loop of <see cref="XmlTokenizer{THandler}"/>, and takes whole, well-formed, familiar markup only. Everything else
/// comes here: it is read by its bytes, slowly, and it alone decides what is wrong.
/// </remarks>
internal abstract partial class XmlTokenizer : SaxToken, IDisposable
{
    /// <summary>A text that has grown to this is delivered as far as it is there.</summary>
    private const int LongText = 8 * 1024;

    /// <summary>How deep elements nest that the parser was prepared for.</summary>
    private const int UsualDepth = 32;

    private const int UsualAttributes = 16;

    private protected readonly XmlPushOptions options;
    private protected InputWindow window = new();
    private protected NameTable names = new();
    private protected NamespaceScopes scopes = new();

    /// <summary>The names of the open elements.</summary>
    private protected int[] stack;
    private protected int depth;

    /// <summary>The depth at which the content began that is parsed now: more than 0 in the text of an entity.</summary>
    private protected int floor;

    /// <summary>The least depth at which there is text.</summary>
    private protected readonly int textDepth;

    /// <summary>Where the text began that goes on behind a reference or a line end; -1: none does.</summary>
    private protected int textPlace = NoPlace;

    private protected bool hasRoot;
    private protected bool hasStartedDocument;

    private Pending pending;
    private int scanned;
    private byte quote;
    private int nextCheck;
    private bool isEnding;
    private bool isRestarting;
    private TokenizerStatus status;

    /// <summary>Whether a call is under way: the buffers are in use, also when the handler has disposed of the parser.</summary>
    private bool isParsing;

    private protected XmlTokenizer(XmlPushOptions options)
    {
        this.options = options;
        textDepth = options.IsFragment ? 0 : 1;
        stack = new int[Math.Min(UsualDepth, options.MaxDepth)];
        attributes = new AttributeRecord[Math.Min(UsualAttributes, options.MaxAttributes)];
        textBuffer = window.Buffer;
        BeginPlaces(TextPlace.Start);
    }

    /// <summary>Gets the error that has ended the document.</summary>
    internal XmlPushException? Failure { get; private set; }

    internal TokenizerStatus Status => status;

    internal bool IsBusy => status == TokenizerStatus.Busy;

    /// <summary>Parses bytes.</summary>
    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 64 && encoding == InputEncoding.Utf8 && !isInBeginning && status == TokenizerStatus.Ready
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
            TakeInput(bytes[..length]);
            if (length < bytes.Length && IsBusy && ParseHeldBack())
                FailLimit(window.Filled, "The document is longer than", options.MaxDocumentLength, nameof(XmlPushOptions.MaxDocumentLength));
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
            EndInput();
            isEnding = true;
            if (!window.HasRoom(0))
                MakeRoom(0);
            window.Append([]);
            Parse();
            CheckEnd();
            Leave(TokenizerStatus.Completed);
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Begins anew, as if nothing had been fed; the names are kept.</summary>
    internal void Reset()
    {
        if (isParsing)
            throw NotReady();
        EndRecording();
        window.Reset();
        Failure = null;
        fed = 0;
        status = TokenizerStatus.Ready;
        isRestarting = false;
        BeginDocument(TextPlace.Start);
        BeginInput();
    }

    /// <summary>Ends the document where it is; what follows begins another one.</summary>
    internal void Restart()
    {
        switch (status)
        {
            case TokenizerStatus.Busy when isParsing:
                isRestarting = true;
                window.IndexCount = 0;      // ends the loop behind the markup that it is at
                break;
            case TokenizerStatus.Ready:
                BeginNextDocument(window.Filled);
                break;
            default:
                throw NotReady();
        }
    }

    public void Dispose()
    {
        EndRecording();
        status = TokenizerStatus.Disposed;
        unchecked { Version++; }
        window.IndexCount = 0;
        if (!isParsing)
            ReturnBuffers();
    }

    /// <summary>Ends the parser without an error of its own: nothing is delivered any more.</summary>
    internal void Abandon() => status = TokenizerStatus.Failed;

    /// <summary>Goes on in content, with the places from the window's position.</summary>
    private protected abstract void RunContent();

    /// <summary>Delivers the event that the token's fields describe.</summary>
    private protected abstract void Emit(SaxKind kind);

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
        unchecked { Version++; }
        if (status == TokenizerStatus.Busy)
            status = next;
    }

    private void EndCall()
    {
        isParsing = false;
        if (status == TokenizerStatus.Disposed)
            ReturnBuffers();
    }

    private void ReturnBuffers()
    {
        window.Dispose();
        foreach (var inner in innerWindows)
            inner.Dispose();
        innerWindows.Clear();
    }

    private InvalidOperationException NotReady()
    {
        ThrowIfDisposed();
        return new(status switch
        {
            TokenizerStatus.Completed => "The document is complete. Call Reset() to parse another one.",
            TokenizerStatus.Failed => "The document has failed before, so nothing more of it can be parsed. Call Reset() to parse another one.",
            _ => "The parser is in the middle of an event: its observer fed it again, or threw an exception. From inside an event only Restart() and Dispose() may be called; after an exception, Reset() begins anew.",
        });
    }

    /// <summary>Takes UTF-8.</summary>
    /// <returns>What the next document begins with, if a handler has restarted; else nothing.</returns>
    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> utf8)
    {
        if (!IsBusy || utf8.Length < 64 && TryDefer(utf8))
            return default;

        while (!utf8.IsEmpty)
        {
            var block = utf8[..Math.Min(utf8.Length, InputWindow.Block)];
            if (!window.HasRoom(block.Length))
                MakeRoom(block.Length);
            var before = window.Filled;
            window.Append(block);
            Parse();
            if (!IsBusy)
                return default;
            if (isRestarting)
            {
                // As a rule it is a part of the block, taken anew from there: nothing is copied however often a handler restarts.
                var position = window.Position;
                var older = position < before ? window.TakeFrom(position, before) : [];
                BeginNextDocument(position);
                return older.Length == 0 ? utf8[(position - before)..] : (byte[])[.. older, .. utf8];
            }

            utf8 = utf8[block.Length..];
        }

        return default;
    }

    /// <summary>What cannot end an event waits for what does: small pieces cost little.</summary>
    private bool TryDefer(ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            if (b is (byte)'<' or (byte)'>')
                return false;
        }

        return window.TryDefer(utf8);
    }

    private void Parse()
    {
        textBuffer = window.Buffer;
        if (names.IsFull)
            ForgetNames();
        if (pending == Pending.None || FinishPending())
            RunContent();
        if (status != TokenizerStatus.Busy || isRestarting)
            return;
        if (pending == Pending.None)
            FlushText(isAll: window.Fault >= 0);
        else if (pending != Pending.CData)
            CheckPendingLength();
        if (window.Fault >= 0)
            FailFault();
        if (window.Pending == 0)
        {
            KeepPlaces();
            window.Clear();
        }
    }

    private void MakeRoom(int length)
    {
        var moved = window.Position - InputWindow.Reserve;
        KeepPlaces();
        window.MakeRoom(length);
        scanned -= moved;
        textBuffer = window.Buffer;
    }

    private void BeginDocument(TextPlace start)
    {
        BeginPlaces(start);
        depth = floor = 0;
        textPlace = NoPlace;
        isElement = true;       // a handler may have thrown at an event that is not about one
        hasRoot = hasStartedDocument = false;
        pending = Pending.None;
        isEnding = false;
        attributeCount = 0;
        nameId = 0;
        textLength = 0;
        textBuffer = window.Buffer;
        scopes.Leave(0);
        BeginEntities();
        unchecked { Version++; }
    }

    /// <summary>After a restart lines are counted anew; bytes are not.</summary>
    private void BeginNextDocument(int position)
    {
        isRestarting = false;
        EndRecording();
        var end = PlaceOf(position);
        window.Reset();
        BeginDocument(TextPlace.Start with { ByteOffset = end.ByteOffset });
        BeginDeclaration();
        NotifyRestart();
    }
}
