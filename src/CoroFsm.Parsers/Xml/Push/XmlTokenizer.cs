using System.Runtime.CompilerServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>The push parser for one type of handler.</summary>
internal sealed class XmlTokenizer<THandler> : XmlTokenizer
    where THandler : struct, IObserver<SaxEvent>
{
    private readonly XmlContent<THandler> content;

    internal XmlTokenizer(THandler handler, XmlPushOptions options)
        : this(new XmlContent<THandler>(handler, options), options)
    {
    }

    private XmlTokenizer(XmlContent<THandler> content, XmlPushOptions options)
        : base(content, options) => this.content = content;

    /// <summary>Gets a reference to the handler.</summary>
    internal ref THandler Handler => ref content.Handler;
}

/// <summary>The push parser: its life cycle, and the way of the bytes from the caller to <see cref="XmlContent"/>.</summary>
/// <remarks>Bytes take this way: <see cref="InputDecoder"/> (to UTF-8), <see cref="InputWindow"/> (the index), the content loop.</remarks>
internal abstract class XmlTokenizer : IDisposable
{
    /// <summary>Fewer bytes than this are deferred, if they cannot end an event.</summary>
    private const int FewBytes = 64;

    private readonly XmlPushOptions options;
    private readonly XmlContent content;
    private readonly InputStack input;
    private readonly InputWindow window;
    private readonly InputDecoder decoder;
    private readonly XmlFaults faults;
    private TokenizerStatus status;

    /// <summary>Whether a call is under way: the buffers are in use, even when the handler has disposed of the parser.</summary>
    private bool isParsing;

    /// <summary>The number of bytes that the document may still have.</summary>
    private long remaining;

    private protected XmlTokenizer(XmlContent content, XmlPushOptions options)
    {
        this.options = options;
        this.content = content;
        input = content.Input;
        window = input.Document;
        remaining = options.MaxDocumentLength;
        faults = content.Faults;
        decoder = new(content.Positions, faults);
    }

    /// <summary>Gets the error that has ended the document.</summary>
    internal XmlPushException? Failure => faults.Failure;

    internal TokenizerStatus Status => status == TokenizerStatus.Busy && faults.Failure is not null ? TokenizerStatus.Failed : status;

    /// <summary>Gets the position of the current token.</summary>
    internal TextPosition Position => content.Positions.At(content.Offset);

    /// <summary>Gets the number of bytes that were read to count lines and columns.</summary>
    internal long PassedBytes => content.Positions.PassedBytes;

    /// <summary>Gets the number of names and prefixes that are known.</summary>
    internal (int Names, int Prefixes) Remembered => (content.Names.Table.Count, content.Names.Scopes.PrefixCount);

    private bool IsBusy => status == TokenizerStatus.Busy;

    /// <summary>Parses bytes.</summary>
    internal void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FewBytes && status == TokenizerStatus.Ready && decoder.IsDirect && bytes.Length <= remaining
            && window.TryDefer(bytes))
            remaining -= bytes.Length;
        else
            Parse(bytes);
    }

    /// <summary>Parses what is left and checks that the document is whole.</summary>
    internal void Complete()
    {
        Enter();
        try
        {
            content.Take(decoder.End());
            if (decoder.Fault is { } fault && IsBusy && content.ParseHeldBack())
                faults.Fail(window.End, fault);
            content.IsEnding = true;
            content.ParseNothing();
            content.CheckEnd();
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
        content.Recorder.End();
        window.Reset();
        faults.Clear();
        remaining = options.MaxDocumentLength;
        status = TokenizerStatus.Ready;
        content.Start(TextPosition.Start);
        decoder.Reset();
    }

    /// <summary>Ends the document where it is; what follows is another one.</summary>
    internal void Restart()
    {
        switch (status)
        {
            case TokenizerStatus.Busy when isParsing:
                content.Interrupt(Interruption.Restart);
                break;
            case TokenizerStatus.Ready:
                StartNextDocument(window.Filled);
                break;
            default:
                throw NotReady();
        }
    }

    public void Dispose()
    {
        content.Recorder.End();
        status = TokenizerStatus.Disposed;
        content.Expire();
        content.Interrupt(Interruption.End);
        if (!isParsing)
            input.Dispose();
    }

    /// <summary>Ends the parser without an error of its own: nothing is delivered any more.</summary>
    internal void Abandon()
    {
        status = TokenizerStatus.Failed;
        content.Interrupt(Interruption.End);
    }

    /// <summary>Notifies the handler that another document begins.</summary>
    internal void NotifyRestart() => content.NotifyRestart();

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
        content.Expire();
        if (status == TokenizerStatus.Busy)
            status = next;
    }

    private void EndCall()
    {
        isParsing = false;
        if (faults.Failure is not null)
        {
            content.Expire();
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
            TokenizerStatus.Failed =>
                "The document has failed before, so nothing more of it can be parsed. Call Reset() to parse another one.",
            _ => "The parser is in the middle of an event: its observer fed it again, or threw an exception. "
                + "From inside an event only Restart() and Dispose() may be called; after an exception, Reset() restarts the parser.",
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]      // what defers a few bytes needs only a small frame
    private void Parse(ReadOnlySpan<byte> bytes)
    {
        Enter();
        try
        {
            var length = (int)Math.Min(bytes.Length, remaining);
            remaining -= length;
            Take(bytes[..length]);
            if (length < bytes.Length && IsBusy && content.ParseHeldBack())
                faults.FailLimit(window.Filled, "The document is longer than", options.MaxDocumentLength);
            Leave(TokenizerStatus.Ready);
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Takes bytes of the document, in its encoding.</summary>
    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (IsBusy && (!bytes.IsEmpty || decoder.HasPending))
        {
            var utf8 = decoder.Decode(bytes, out var consumed);
            if (utf8.Length < FewBytes && window.TryDefer(utf8))
                utf8 = default;
            var restart = content.Take(utf8);
            if (content.Interruption == Interruption.Restart)
                consumed -= Restart(utf8, restart.Taken, restart.Before, consumed);
            bytes = bytes[consumed..];
            if (decoder.Fault is { } fault && !decoder.HasPending && IsBusy && content.ParseHeldBack())
                faults.Fail(window.End, fault);
        }
    }

    /// <summary>Starts another document where a handler has restarted: at the window's position.</summary>
    /// <param name="utf8">The output of the decoder that was parsed last.</param>
    /// <param name="taken">The number of bytes in front of the block that was parsed last.</param>
    /// <param name="before">The offset of that block in the window.</param>
    /// <param name="consumed">The number of bytes that were read for the output.</param>
    /// <returns>The number of the last bytes that were read which have to be decoded again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Restart(ReadOnlySpan<byte> utf8, int taken, int before, int consumed)
    {
        // As a rule the next document is the rest of the output: nothing is copied however often a handler restarts.
        var position = window.Position;
        var older = position < before ? window.TakeFrom(position, before) : [];
        var again = decoder.TakeBack(older, utf8[(taken + Math.Max(position - before, 0))..], consumed);
        StartNextDocument(position);
        return again;
    }

    /// <summary>Starts another document in the same input: lines restart at 1, byte offsets continue.</summary>
    private void StartNextDocument(int offset)
    {
        content.Recorder.End();
        var end = content.Positions.At(offset);
        window.Reset();
        content.Start(TextPosition.Start with { ByteOffset = end.ByteOffset });
        decoder.StartDocument();
        NotifyRestart();
    }
}
