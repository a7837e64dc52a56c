using System.Text;
using System.Xml;
using System.Xml.Linq;
using CoroFsm;
using CoroFsm.Parsers;

namespace XmppBot;

/// <summary>
/// The framing: bytes become events of the session. A stream is one XML document that stays open; each child of its root is a stanza, and is handed on with its last byte.
/// </summary>
internal sealed class StanzaReader : IDisposable
{
    private const int MaxDepth = 64;

    private readonly Action<SessionEvent> emit;
    private readonly int maxStanza;
    private readonly Machine<SaxEvent> machine;
    private readonly XmlPushParser parser;
    private bool isRestarted;
    private volatile bool isClosed;

    /// <summary>Initializes a reader that expects the header of a stream.</summary>
    /// <param name="emit">Gets the events.</param>
    /// <param name="maxStanza">How many bytes a stanza may have.</param>
    public StanzaReader(Action<SessionEvent> emit, int maxStanza)
    {
        this.emit = emit;
        this.maxStanza = maxStanza;
        machine = Machine.Start<SaxEvent>(Read);
        parser = new(machine, new() { MaxDepth = MaxDepth, MaxTagLength = maxStanza, MaxValueLength = maxStanza });
    }

    /// <summary>Takes the next bytes, cut anyhow. Malformed XML, and what RFC 6120 forbids, ends the connection.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (isClosed)
            return;

        try
        {
            parser.Feed(bytes);
        }
        catch (XmlException error)
        {
            Fail(Failure.Protocol, $"the server sent what is no XML: {error.Message}");
        }
        catch (SessionException error)
        {
            Fail(error.Kind, error.Message);
        }
    }

    /// <summary>Expects the header of a new stream after the element that is being handled.</summary>
    public void Restart()
    {
        isRestarted = true;
        parser.Restart();
    }

    /// <summary>Takes nothing more, even of the bytes that are being fed. From any thread.</summary>
    public void Close() => isClosed = true;

    /// <summary>Gives the memory back; not while bytes are being fed.</summary>
    public void Dispose()
    {
        Close();
        parser.Dispose();
        machine.Dispose();
    }

    private void Emit(SessionEvent e)
    {
        if (!isClosed)
            emit(e);
    }

    private void Fail(Failure kind, string message)
    {
        Emit(new Lost(new(kind, message)));
        Close();
    }

    private async Coroutine Read(Inbox<SaxEvent> sax)
    {
        while (true)
            await Stream(sax);
    }

    /// <summary>One stream, up to its end tag or to the restart.</summary>
    private async Coroutine Stream(Inbox<SaxEvent> sax)
    {
        isRestarted = false;
        var header = await sax.Receive();
        while (header.Kind == SaxKind.XmlDeclaration || IsSpace(header))
            header = await sax.Receive();
        var name = Names.Streams + "stream";
        if (Allowed(header).Kind != SaxKind.StartElement || NameOf(header) != name)
            throw new SessionException(Failure.Protocol, $"the server opened no stream but {header.Kind} {header.Name}");
        Emit(new Opened(Start(header)));

        while (!isRestarted)
        {
            var e = await sax.Receive();
            if (Allowed(e).Kind == SaxKind.EndElement)
                Emit(new Lost(new(Failure.StreamEnded, "the server closed the stream")));
            else if (e.Kind == SaxKind.StartElement)
                Emit(SessionEvent.Of(await Element(sax, e, e.ByteOffset)));
            else if (!IsSpace(e))
                throw new SessionException(Failure.Protocol, "the server sent text between stanzas");
        }
    }

    /// <summary>An element, from its start tag to its end tag: calls itself for its children.</summary>
    private async Coroutine<XElement> Element(Inbox<SaxEvent> sax, SaxEvent start, long begin)
    {
        var element = Start(start);
        StringBuilder? text = null;
        var (piecesBegin, pieces) = (begin, 0);
        while (true)
        {
            // The pieces of a text all say where it begins.
            var e = await sax.Receive();
            pieces = (e.ByteOffset == piecesBegin ? pieces : 0) + e.Text.Length;
            piecesBegin = e.ByteOffset;
            if (piecesBegin - begin + pieces > maxStanza)
                throw new SessionException(Failure.Protocol, $"the server sent a stanza of more than {maxStanza} bytes");

            if (Allowed(e).Kind is SaxKind.Text or SaxKind.CData)
            {
                (text ??= new()).Append(e.GetText());
                continue;
            }

            if (text is { Length: > 0 })
                element.Add(new XText(text.ToString()));
            text?.Clear();
            if (e.Kind == SaxKind.EndElement)
                return element;
            element.Add(await Element(sax, e, begin));
        }
    }

    /// <summary>Refuses what XMPP does: comments, processing instructions, document types (RFC 6120, 11.1).</summary>
    private static SaxEvent Allowed(SaxEvent e) => e.Kind is SaxKind.StartElement or SaxKind.EndElement or SaxKind.Text or SaxKind.CData
        ? e
        : throw new SessionException(Failure.Protocol, $"the server sent restricted XML: {e.Kind}");

    private static bool IsSpace(SaxEvent e) => e.Kind == SaxKind.Text && e.Text.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static XName NameOf(SaxEvent e) => XName.Get(e.LocalName, e.NamespaceUri);

    private static XElement Start(SaxEvent e)
    {
        var element = new XElement(NameOf(e));
        foreach (var attribute in e.Attributes)
        {
            if (attribute.Name != "xmlns" && attribute.Prefix != "xmlns")
                element.SetAttributeValue(XName.Get(attribute.LocalName, attribute.NamespaceUri), attribute.Value);
        }

        return element;
    }
}
