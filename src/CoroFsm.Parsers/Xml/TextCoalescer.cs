using System.Buffers;
using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Represents a stage that merges adjacent text: pieces of one text, CDATA sections and text around references arrive as one
/// <see cref="SaxKind.Text"/> event.
/// </summary>
/// <remarks>
/// All other events pass unchanged; comments and processing instructions separate texts unless the source omits them. A text is delivered
/// before the event that follows it. Allocates nothing once its buffer has grown.
/// </remarks>
public sealed class TextCoalescer : Stage<SaxEvent, SaxEvent>
{
    /// <summary>The default maximum length of a merged text: 8 MiB.</summary>
    public const int DefaultMaxLength = 8 << 20;

    private readonly int maxLength;
    private readonly MergedTextToken merged = new();

    /// <summary>Initializes a new instance of the <see cref="TextCoalescer"/> class.</summary>
    /// <param name="next">The target of the events.</param>
    /// <param name="maxLength">The maximum length of a merged text, in bytes of UTF-8.</param>
    /// <exception cref="ArgumentNullException"><paramref name="next"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public TextCoalescer(IObserver<SaxEvent> next, int maxLength = DefaultMaxLength)
        : base(next)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        this.maxLength = maxLength;
    }

    /// <summary>Passes an event on, or keeps a text until it is complete.</summary>
    /// <param name="value">The event.</param>
    /// <exception cref="XmlException">A merged text is longer than the limit. The exception contains the position of the text.</exception>
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

    /// <summary>Delivers the last text and passes the completion on.</summary>
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

    /// <summary>Passes a failure on. An incomplete text is not delivered.</summary>
    /// <param name="error">The failure.</param>
    public override void OnError(Exception error)
    {
        merged.Clear();
        base.OnError(error);
    }

    /// <summary>
    /// Passes the notification of another document on. An incomplete text is discarded, because its document ended inside it.
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
                    + $"Raise the limit of {nameof(TextCoalescer)}, or process the text in pieces.",
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
