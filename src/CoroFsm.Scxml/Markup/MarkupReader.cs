using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Scxml.Markup;

/// <summary>Reads a document into elements with positions, within the limits of the options.</summary>
internal sealed class MarkupReader : IObserver<SaxEvent>
{
    private const string Attribute = $"{nameof(ScxmlLoadOptions)}.{nameof(ScxmlLoadOptions.MaxAttributeLength)}";

    private readonly ScxmlLoadOptions options;
    private readonly Stack<MarkupElement> open = [];
    private MarkupElement? root;
    private int count;

    private MarkupReader(ScxmlLoadOptions options) => this.options = options;

    /// <summary>Reads a document from a stream, which remains open.</summary>
    /// <exception cref="InvalidScxmlException">The document is not well-formed, or exceeds a limit.</exception>
    internal static MarkupElement Read(Stream stream, ScxmlLoadOptions options) => Read(
        options,
        feed =>
        {
            var buffer = new byte[16 << 10];
            int length;
            while ((length = stream.Read(buffer)) > 0)
                feed(buffer.AsSpan(0, length));
        });

    internal static MarkupElement Read(ReadOnlyMemory<byte> bytes, ScxmlLoadOptions options) => Read(options, feed => feed(bytes.Span));

    /// <summary>
    /// Reads a document from a text. Its declaration is about bytes that no longer exist, and is replaced by white space.
    /// </summary>
    internal static MarkupElement Read(string text, ScxmlLoadOptions options)
    {
        if (text.StartsWith('\uFEFF'))
            text = text[1..];
        if (text.StartsWith("<?xml ", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is var end and > 0)
            text = string.Concat(text.AsSpan(0, end + 2).ToArray().Select(static c => c == '\n' ? c : ' ')) + text[(end + 2)..];
        return Read(Encoding.UTF8.GetBytes(text), options);
    }

    private static MarkupElement Read(ScxmlLoadOptions options, Action<Feed> read)
    {
        MarkupReader reader = new(options);
        using XmlPushParser parser = new(new TextCoalescer(reader, options.MaxDocumentLength), options.Xml);
        try
        {
            read(parser.Feed);
            parser.Complete();
        }
        catch (XmlPushException error)
        {
            throw new InvalidScxmlException([new(error.LineNumber, error.LinePosition, MessageOf(error))], error);
        }

        return reader.root!;
    }

    /// <summary>Gets the message of a fault: without its position, and with the names of the options here.</summary>
    private static string MessageOf(XmlPushException error)
    {
        var position = error.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        var message = position < 0 ? error.Message : error.Message[..position];
        return message
            .Replace($"{nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxValueLength)}", Attribute, StringComparison.Ordinal)
            .Replace($"{nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxTagLength)}", Attribute, StringComparison.Ordinal)
            .Replace(nameof(XmlPushOptions), nameof(ScxmlLoadOptions), StringComparison.Ordinal);
    }

    void IObserver<SaxEvent>.OnNext(SaxEvent value)
    {
        switch (value.Kind)
        {
            case SaxKind.StartElement:
                Start(value);
                break;
            case SaxKind.EndElement:
                open.Pop();
                break;
            case SaxKind.Text or SaxKind.CData when open.TryPeek(out var parent):
                parent.Nodes.Add(value.GetText());
                break;
        }
    }

    void IObserver<SaxEvent>.OnCompleted()
    {
    }

    void IObserver<SaxEvent>.OnError(Exception error)
    {
    }

    private void Start(SaxEvent start)
    {
        SourcePosition position = new(start.Line, start.Column);
        if (++count > options.MaxElements)
        {
            throw new InvalidScxmlException([new(position, $"The document has more elements than {options.MaxElements} (limit "
                + $"{nameof(ScxmlLoadOptions)}.{nameof(options.MaxElements)}). Raise the limit if the document is to be trusted.")]);
        }

        MarkupElement element = new(start.Name, start.LocalName, start.NamespaceUri, position);
        foreach (var (_, _, local, uri, value) in start.Attributes)
        {
            if (!MarkupElement.IsDeclaration(uri))
                element.Attributes.Add(new(local, uri, value));
        }

        if (open.TryPeek(out var parent))
            parent.Nodes.Add(element);
        else
            root = element;
        open.Push(element);
    }

    private delegate void Feed(ReadOnlySpan<byte> bytes);
}
