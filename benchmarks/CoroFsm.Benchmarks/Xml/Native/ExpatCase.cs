using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Native;

/// <summary>Runs expat with namespaces. Its strings are null-terminated, so the length of a value must be determined.</summary>
internal sealed unsafe class ExpatCase(DocumentKind kind, string contender, string baseline, Expat expat)
    : XmlCase(kind, contender, baseline)
{
    protected override void Parse(Document document)
    {
        var parser = expat.Create(null, (byte)'|');
        var counted = counts;
        expat.SetUserData(parser, &counted);
        expat.SetElementHandler(parser, &OnStart, null);
        expat.SetTextHandler(parser, &OnText);
        expat.SetNamespaceHandler(parser, &OnNamespace);
        fixed (byte* bytes = document.Bytes)
        {
            for (var at = 0; at < document.Bytes.Length; at += DefaultChunk)
            {
                var length = Math.Min(DefaultChunk, document.Bytes.Length - at);
                if (expat.Parse(parser, bytes + at, length, at + length == document.Bytes.Length ? 1 : 0) == 0)
                    throw new InvalidOperationException("expat rejects a document.");
            }
        }

        expat.Free(parser);
        counts = counted;
    }

    [UnmanagedCallersOnly]
    private static void OnStart(Counts* counts, byte* name, byte** attributes)
    {
        counts->Elements++;
        for (; *attributes is not null; attributes += 2)
        {
            counts->Attributes++;
            counts->ValueBytes += Length(attributes[1]);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnText(Counts* counts, byte* text, int length) => counts->TextBytes += length;

    [UnmanagedCallersOnly]
    private static void OnNamespace(Counts* counts, byte* prefix, byte* uri)
    {
        counts->Attributes++;
        counts->ValueBytes += Length(uri);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Length(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length;
}
