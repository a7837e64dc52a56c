using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Represents a run of an <see cref="XmlReaderSource"/>: converts the nodes of a reader to events, independently of sync and async.
/// </summary>
internal sealed class XmlReaderRun
{
    private readonly XmlReaderToken token;
    private readonly IObserver<SaxEvent> target;
    private readonly int maxDepth;

    private SaxKind textKind;
    /// <summary>Whether a piece ended with the first half of a surrogate pair, which begins the next piece.</summary>
    private bool hasHalfPair;
    /// <summary>Whether the target has been called, so that an exception is not the reader's.</summary>
    private bool isInTarget;

    internal XmlReaderRun(XmlReader reader, IObserver<SaxEvent> target, int maxDepth)
    {
        Reader = reader;
        this.target = target;
        this.maxDepth = maxDepth;
        token = new(reader);
    }

    internal XmlReader Reader { get; }

    internal char[] Buffer => token.Buffer;

    internal int BufferStart => hasHalfPair ? 1 : 0;

    internal int BufferSpace => Buffer.Length - BufferStart;

    /// <summary>Determines whether the node is character data to be processed in pieces.</summary>
    internal bool BeginsText()
    {
        switch (Reader.NodeType)
        {
            case XmlNodeType.CDATA:
                textKind = SaxKind.CData;
                break;
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when Reader.Depth > 0:
                textKind = SaxKind.Text;
                break;
            default:
                return false;
        }

        token.BeginText(textKind);
        return Reader.CanReadValueChunk;
    }

    /// <summary>Pushes the event, or the two of an empty element, of a node that is not processed in pieces.</summary>
    internal void Deliver()
    {
        switch (Reader.NodeType)
        {
            case XmlNodeType.Element:
                if (Reader.Depth >= maxDepth)
                    throw TooDeep();
                var isEmpty = Reader.IsEmptyElement;
                Push(SaxKind.StartElement);
                if (isEmpty)
                    Push(SaxKind.EndElement, isEmptyTag: true);
                break;
            case XmlNodeType.EndElement:
                Push(SaxKind.EndElement);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                // White space outside the root is not character data (SAX).
                if (Reader.Depth > 0 && Reader.Value.Length > 0)
                    Push(textKind);
                break;
            case XmlNodeType.Comment:
                Push(SaxKind.Comment);
                break;
            case XmlNodeType.ProcessingInstruction:
                Push(SaxKind.ProcessingInstruction);
                break;
            case XmlNodeType.XmlDeclaration:
                Push(SaxKind.XmlDeclaration);
                break;
            case XmlNodeType.DocumentType:
                Push(SaxKind.DocumentType);
                break;
            case XmlNodeType.EntityReference:
                throw new XmlException(
                    $"The reference &{Reader.Name}; is not resolved, so its text is missing. "
                        + "Use a reader that expands entities (EntityHandling.ExpandEntities).",
                    innerException: null,
                    token.ReaderLine,
                    token.ReaderColumn);
        }
    }

    /// <summary>Processes the characters that were read into the buffer as the next piece of a text.</summary>
    /// <param name="read">The number of characters; 0 at the end.</param>
    /// <returns>False at the end.</returns>
    internal bool TakePiece(int read)
    {
        if (read == 0)
        {
            // Half of a pair remains, which nothing completes.
            var isLeft = hasHalfPair;
            hasHalfPair = false;
            token.SetPiece(1);
            return isLeft;
        }

        var length = BufferStart + read;
        hasHalfPair = char.IsHighSurrogate(Buffer[length - 1]);
        token.SetPiece(hasHalfPair ? length - 1 : length);
        return true;
    }

    internal void DeliverPiece()
    {
        if (token.PieceLength > 0)
            Push(textKind, isPiece: true);
        if (hasHalfPair)
            Buffer[0] = Buffer[token.PieceLength];
    }

    /// <summary>Notifies the target of a failure.</summary>
    /// <returns>The failure with its position, which some of the reader's exceptions lack.</returns>
    internal Exception Fail(Exception error)
    {
        if (!isInTarget)
            error = XmlReaderFault.Of(error, token.ReaderLine, token.ReaderColumn);
        token.MoveNext();
        Source.Fail(target, error);
        return error;
    }

    internal void Complete()
    {
        token.MoveNext();
        target.OnCompleted();
    }

    private void Push(SaxKind kind, bool isPiece = false, bool isEmptyTag = false)
    {
        token.MoveNext(kind, isPiece, isEmptyTag);
        isInTarget = true;
        target.OnNext(new(token, kind));
        isInTarget = false;
    }

    private XmlException TooDeep() => new(
        $"Elements nest deeper than {maxDepth}. "
            + $"If you trust the document, raise {nameof(XmlReaderSourceOptions)}.{nameof(XmlReaderSourceOptions.MaxDepth)}.",
        innerException: null,
        token.ReaderLine,
        token.ReaderColumn);
}
