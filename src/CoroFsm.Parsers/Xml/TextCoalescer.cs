using System.Buffers;
using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// A stage that merges adjacent text: pieces of one text, CDATA sections and text around references arrive as one
/// <see cref="SaxKind.Text"/> event.
/// </summary>
/// <remarks>
/// All other events pass as they are; comments and processing instructions part texts unless the source leaves them out. A text is
/// delivered before the event that follows it.
/// Allocates nothing once its buffer has grown.
/// </remarks>
public sealed class TextCoalescer : Stage<SaxEvent, SaxEvent>
{
    /// <summary>The default limit of one merged text: 8 MiB.</summary>
    public const int DefaultMaxLength = 8 << 20;

    private readonly int maxLength;
    private readonly MergedTextToken merged = new();

    /// <summary>Initializes a new instance of the <see cref="TextCoalescer"/> class.</summary>
    /// <param name="next">Gets the events.</param>
    /// <param name="maxLength">How long a merged text may be, in bytes of UTF-8.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public TextCoalescer(IObserver<SaxEvent> next, int maxLength = DefaultMaxLength)
        : base(next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        this.maxLength = maxLength;
    }

    /// <summary>Passes an event on, or keeps a text until it is whole.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="XmlException">A merged text is longer than the limit; it names the place where the text begins.</exception>
    public override void OnNext(SaxEvent value)
    {
        if (value.Kind is SaxKind.Text or SaxKind.CData)
        {
            merged.Append(value, maxLength);
            return;
        }

        Flush();
        Next.OnNext(value);
    }

    /// <summary>Delivers the last text and passes the end on.</summary>
    public override void OnCompleted()
    {
        try
        {
            Flush();
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }

        base.OnCompleted();
    }

    /// <summary>Passes a failure on. A text that has begun is not delivered: it is not whole.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        merged.Clear();
        base.OnError(error);
    }

    /// <summary>
    /// Passes the notification of another document on. A text that has begun is discarded: its document has ended inside it.
    /// </summary>
    public override void OnRestart()
    {
        merged.Clear();
        base.OnRestart();
    }

    private void Flush()
    {
        if (merged.Text.IsEmpty)
            return;

        try
        {
            Next.OnNext(new(merged, SaxKind.Text));
        }
        finally
        {
            merged.Clear();
        }
    }

    private sealed class MergedTextToken : SaxToken
    {
        private readonly ArrayBufferWriter<byte> buffer = new();
        private int line;
        private int column;
        private long byteOffset;

        internal MergedTextToken() => textLength = -1;

        internal override string Name => "";

        internal override string Prefix => "";

        internal override string LocalName => "";

        internal override string NamespaceUri => "";

        internal override int Line => line;

        internal override int Column => column;

        internal override long ByteOffset => byteOffset;

        internal override SaxAttribute GetAttribute(int index) => throw new ArgumentOutOfRangeException(nameof(index));

        internal override string AttributeName(int index) => throw new ArgumentOutOfRangeException(nameof(index));

        internal void Append(in SaxEvent piece, int maxLength)
        {
            if (buffer.WrittenCount == 0)
                (line, column, byteOffset) = (piece.Line, piece.Column, piece.ByteOffset);

            var text = piece.Text;
            if (text.Length > maxLength - buffer.WrittenCount)
            {
                throw new XmlException(
                    $"A text is longer than {maxLength} bytes. "
                    + $"Raise the limit of {nameof(TextCoalescer)}, or take the text piece by piece.",
                    innerException: null,
                    line,
                    column);
            }

            buffer.Write(text);
        }

        internal void Clear()
        {
            unchecked { Version++; }
            buffer.ResetWrittenCount();
        }

        private protected override ReadOnlySpan<byte> LoadText() => buffer.WrittenSpan;

        private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => throw new ArgumentOutOfRangeException(nameof(index));
    }
}
