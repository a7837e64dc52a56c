using System.Text;
using System.Xml;
using System.Xml.Linq;
using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace XmppBot;

/// <summary>
/// The framing: bytes become events of the session. A stream is one XML document that stays open; each child of its root is a stanza,
/// and is handed on with its last byte.
/// </summary>
internal sealed class StanzaReader : IDisposable
{
    /// <summary>How deep a stanza may be.</summary>
    private const int MaxDepth = 64;

    /// <summary>
    /// What the parser lets pass: more than honest servers do, so that a stanza beyond the limits is passed over and ends nothing.
    /// </summary>
    private static readonly XmlPushOptions Wide = new()
    {
        MaxDepth = 1 << 20,
        MaxTagLength = 1 << 20,
        MaxValueLength = 1 << 20,
        MaxNameLength = 1 << 20,
        MaxAttributes = 1 << 18,
        MaxNamespaceDeclarations = 1 << 18,
        MaxNamespacesInScope = 1 << 18,
    };

    private readonly Action<SessionEvent> emit;
    private readonly int maxStanza;
    private readonly NameTable names;
    private readonly Machine<SaxEvent> machine;
    private readonly XmlPushParser parser;
    private int depth;
    private bool isRestarted;
    private bool awaitsHeader = true;
    private volatile bool isClosed;

    /// <summary>Initializes a reader that expects the header of a stream.</summary>
    /// <param name="emit">Gets the events.</param>
    /// <param name="maxStanza">How many bytes a stanza may have.</param>
    /// <param name="names">The names that there may be; else those of the process.</param>
    public StanzaReader(Action<SessionEvent> emit, int maxStanza, NameTable? names = null)
    {
        this.emit = emit;
        this.maxStanza = maxStanza;
        this.names = names ?? NameTable.Shared;
        machine = Machine.Start<SaxEvent>(Read);
        parser = new(machine, Wide);
    }

    /// <summary>Takes the next bytes, cut anyhow. Malformed XML, and what RFC 6120 forbids, ends the connection.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // A restart takes effect behind a '>', so each piece ends with one. Some servers write white space before a header.
            while (!isClosed && !bytes.IsEmpty)
            {
                if (awaitsHeader && (bytes = bytes.TrimStart(" \t\r\n"u8)).IsEmpty)
                    return;
                awaitsHeader = false;
                var end = bytes.IndexOf((byte)'>') + 1;
                var piece = end > 0 ? bytes[..end] : bytes;
                bytes = bytes[piece.Length..];
                parser.Feed(piece);
            }
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
        isRestarted = awaitsHeader = true;
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
        if (Allowed(header).Kind != SaxKind.StartElement || Start(header) is var opened && opened.Name != Names.Streams + "stream")
            throw new SessionException(Failure.Protocol, $"the server opened no stream but {header.Kind} {header.Name}");
        Emit(new Opened(opened));

        while (!isRestarted)
        {
            var e = await sax.Receive();
            if (Allowed(e).Kind == SaxKind.EndElement)
                Emit(new Lost(new(Failure.StreamEnded, "the server closed the stream")));
            else if (e.Kind == SaxKind.StartElement)
                await Stanza(sax, e);
            else if (!IsSpace(e))
                throw new SessionException(Failure.Protocol, "the server sent text between stanzas");
        }
    }

    /// <summary>
    /// A child of the stream. One beyond the limits is passed over, and only its start tag handed on: its author is another user, not
    /// the server, so the stream goes on.
    /// </summary>
    private async Coroutine Stanza(Inbox<SaxEvent> sax, SaxEvent start)
    {
        depth = 1;
        var begin = start.ByteOffset;
        var element = Start(start);
        if (await Content(sax, element, begin))
        {
            Emit(ElementEvents.Of(element));
            return;
        }

        element.RemoveNodes();
        Emit(ElementEvents.Of(element) as Stanza ?? throw new SessionException(
            Failure.Protocol,
            $"the server sent <{element.Name.LocalName}> of more than {maxStanza} bytes or {MaxDepth} levels"));
        while (depth > 0)
        {
            depth += Allowed(await sax.Receive()).Kind switch
            {
                SaxKind.StartElement => 1,
                SaxKind.EndElement => -1,
                _ => 0,
            };
        }
    }

    /// <summary>What is in an element, with its end tag: calls itself for its children.</summary>
    /// <returns>False if it is beyond the limits; its end is still to come.</returns>
    private async Coroutine<bool> Content(Inbox<SaxEvent> sax, XElement element, long begin)
    {
        StringBuilder? text = null;
        var (textBegin, textLength) = (begin, 0);
        while (true)
        {
            var e = Allowed(await sax.Receive());
            if (e.Kind is SaxKind.Text or SaxKind.CData)
            {
                // The pieces of a text all say where it begins.
                textLength = (e.ByteOffset == textBegin ? textLength : 0) + e.Text.Length;
                textBegin = e.ByteOffset;
                if (textBegin - begin + textLength > maxStanza)
                    return false;
                (text ??= new()).Append(e.GetText());
                continue;
            }

            if (text is { Length: > 0 })
                element.Add(new XText(text.ToString()));
            text?.Clear();
            depth += e.Kind == SaxKind.StartElement ? 1 : -1;
            if (e.Kind == SaxKind.EndElement)
                return true;
            if (depth > MaxDepth || e.ByteOffset - begin > maxStanza)
                return false;
            var child = Start(e);
            if (!await Content(sax, child, begin))
                return false;
            element.Add(child);
        }
    }

    /// <summary>Refuses what XMPP does: comments, processing instructions, document types (RFC 6120, 11.1).</summary>
    private static SaxEvent Allowed(SaxEvent e) => e.Kind is SaxKind.StartElement or SaxKind.EndElement or SaxKind.Text or SaxKind.CData
        ? e
        : throw new SessionException(Failure.Protocol, $"the server sent restricted XML: {e.Kind}");

    private static bool IsSpace(SaxEvent e) => e.Kind == SaxKind.Text && e.Text.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>
    /// Makes an element of a start tag. If the table has no room for its name, the element is an unknown one; an attribute is left out.
    /// </summary>
    private XElement Start(SaxEvent e)
    {
        var element = new XElement(names.Find(e.NamespaceUri, e.LocalName) ?? Names.Unknown);
        foreach (var attribute in e.Attributes)
        {
            if (attribute.Name != "xmlns" && attribute.Prefix != "xmlns"
                && names.Find(attribute.NamespaceUri, attribute.LocalName) is { } name)
                element.SetAttributeValue(name, attribute.Value);
        }

        return element;
    }
}
