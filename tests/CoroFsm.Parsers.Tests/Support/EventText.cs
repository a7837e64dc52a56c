using System.Globalization;
using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Support;

/// <summary>Writes all data of the events into one string, with adjacent text merged: what must be the same for any chunks.</summary>
public sealed class EventText : IObserver<SaxEvent>
{
    private readonly StringBuilder all = new();
    private char before;

    public bool WithPositions { get; init; } = true;

    public bool IsCompleted { get; private set; }

    public Exception? Error { get; private set; }

    public override string ToString() => all.ToString();

    public void OnNext(SaxEvent value)
    {
        var kind = value.Kind switch
        {
            SaxKind.StartElement => 'S',
            SaxKind.EndElement => 'E',
            SaxKind.Text => 'T',
            SaxKind.CData => 'D',
            SaxKind.Comment => 'C',
            SaxKind.ProcessingInstruction => 'P',
            SaxKind.XmlDeclaration => 'X',
            _ => 'Y',
        };
        if (kind != before || kind is not ('T' or 'D'))
        {
            all.Append('\n').Append(kind);
            if (WithPositions)
                all.Append(CultureInfo.InvariantCulture, $" {value.Line}:{value.Column}@{value.ByteOffset}");
            all.Append(' ');
        }

        if (value.Name.Length > 0)
            all.Append(value.Name).Append('{').Append(value.NamespaceUri).Append('}');
        foreach (var attribute in value.Attributes)
            all.Append(' ').Append(attribute.Name).Append('{').Append(attribute.NamespaceUri).Append("}=").Append(attribute.Value);
        all.Append(Encoding.UTF8.GetString(value.Text));
        before = kind;
    }

    public void OnCompleted() => IsCompleted = true;

    public void OnError(Exception error) => Error = error;

    /// <summary>Parses a document.</summary>
    /// <returns>Its events, and the error with its position if there is one.</returns>
    internal static string Of(byte[] document, XmlPushOptions? options = null, params int[] chunks)
    {
        var text = new EventText();
        using var parser = new XmlPushParser(text, options);
        try
        {
            foreach (var piece in Pieces.Of(document, chunks))
                parser.Feed(piece.Span);
            parser.Complete();
        }
        catch (XmlPushException error)
        {
            Assert.Same(error, text.Error);
            return $"{text}\n! {error.LineNumber}:{error.LinePosition}@{error.ByteOffset} {error.Message}";
        }

        Assert.True(text.IsCompleted);
        return text.ToString();
    }
}
