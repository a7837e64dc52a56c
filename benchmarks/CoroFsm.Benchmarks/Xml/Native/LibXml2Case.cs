using System.Runtime.InteropServices;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Native;

/// <summary>Runs libxml2's push parser with the handlers of SAX2.</summary>
internal sealed unsafe class LibXml2Case(DocumentKind kind, string contender, string baseline, LibXml2 libXml2)
    : XmlCase(kind, contender, baseline)
{
    protected override void Parse(Document document)
    {
        var handler = stackalloc nint[LibXml2.HandlerFields];
        new Span<nint>(handler, LibXml2.HandlerFields).Clear();
        var onText = (nint)(delegate* unmanaged<Counts*, byte*, int, void>)&OnText;
        handler[LibXml2.Characters] = handler[LibXml2.IgnorableWhitespace] = handler[LibXml2.CDataBlock] = onText;
        handler[LibXml2.StartElementNs] =
            (nint)(delegate* unmanaged<Counts*, byte*, byte*, byte*, int, byte**, int, int, byte**, void>)&OnStart;
        *(uint*)&handler[LibXml2.Initialized] = LibXml2.Sax2;

        var counted = counts;
        var parser = libXml2.Create(handler, &counted, null, 0, null);
        _ = libXml2.UseOptions(parser, LibXml2.ResolveEntities);
        fixed (byte* bytes = document.Bytes)
        {
            for (var at = 0; at < document.Bytes.Length; at += DefaultChunk)
            {
                var length = Math.Min(DefaultChunk, document.Bytes.Length - at);
                var error = libXml2.Parse(parser, bytes + at, length, at + length == document.Bytes.Length ? 1 : 0);
                if (error != 0)
                    throw new InvalidOperationException($"libxml2 rejects a document: error {error}.");
            }
        }

        libXml2.Free(parser);
        counts = counted;
    }

    [UnmanagedCallersOnly]
    private static void OnStart(
        Counts* counts,
        byte* localName,
        byte* prefix,
        byte* uri,
        int declarations,
        byte** namespaces,
        int attributes,
        int defaulted,
        byte** values)
    {
        counts->Elements++;
        counts->Attributes += attributes + declarations;

        // A declaration is a prefix and a URI; an attribute a local name, a prefix, a URI, and the beginning and end of its value.
        for (var i = 0; i < declarations; i++)
            counts->ValueBytes += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(namespaces[(i * 2) + 1]).Length;
        for (var i = 0; i < attributes; i++)
            counts->ValueBytes += values[(i * 5) + 4] - values[(i * 5) + 3];
    }

    [UnmanagedCallersOnly]
    private static void OnText(Counts* counts, byte* text, int length) => counts->TextBytes += length;
}
