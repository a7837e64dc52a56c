using System.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// One run of an <see cref="XmlReaderSource"/>: turns the nodes of a reader into events. Knows nothing of sync and async.
/// </summary>
internal sealed class XmlReaderRun
{
    private readonly XmlReaderToken token;
    private readonly IObserver<SaxEvent> target;
    private readonly int maxDepth;

    private SaxKind textKind;
    /// <summary>The first half of a surrogate pair that a piece ended with; it begins the next.</summary>
    private bool hasHalfPair;
    /// <summary>The target has been handed an event: what is thrown is not the reader's.</summary>
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

    /// <summary>Tells whether the node is character data to be taken piece by piece.</summary>
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

    /// <summary>Pushes the event, or the two of an empty element, of a node that is not taken piece by piece.</summary>
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
                // White space outside the root is no character data (SAX).
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
                        + "Give a reader that expands entities (EntityHandling.ExpandEntities).",
                    innerException: null,
                    token.ReaderLine,
                    token.ReaderColumn);
        }
    }

    /// <summary>Takes what was read into the buffer as the next piece of a text.</summary>
    /// <param name="read">How many characters were read; 0 at the end.</param>
    /// <returns>False at the end.</returns>
    internal bool TakePiece(int read)
    {
        if (read == 0)
        {
            // What is left is half a pair that nothing completes.
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

    /// <summary>Tells the target what has gone wrong.</summary>
    /// <returns>The failure with its place: some of the reader's come without one.</returns>
    internal Exception Fail(Exception error)
    {
        if (!isInTarget)
            error = XmlReaderFault.Of(error, token.ReaderLine, token.ReaderColumn);
        token.GoOn();
        Source.Fail(target, error);
        return error;
    }

    internal void Complete()
    {
        token.GoOn();
        target.OnCompleted();
    }

    private void Push(SaxKind kind, bool isPiece = false, bool isEmptyTag = false)
    {
        token.GoOn(kind, isPiece, isEmptyTag);
        isInTarget = true;
        target.OnNext(new(token, kind));
        isInTarget = false;
    }

    private XmlException TooDeep() => new(
        $"Elements nest deeper than {maxDepth}. "
            + $"Raise {nameof(XmlReaderSourceOptions)}.{nameof(XmlReaderSourceOptions.MaxDepth)} if the document is to be trusted.",
        innerException: null,
        token.ReaderLine,
        token.ReaderColumn);
}
