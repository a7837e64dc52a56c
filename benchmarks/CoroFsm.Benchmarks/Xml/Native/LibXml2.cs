using System.Runtime.InteropServices;

namespace CoroFsm.Benchmarks.Xml.Native;

/// <summary>The functions of libxml2's push parser, where it is installed.</summary>
internal sealed unsafe class LibXml2
{
    internal const string FileName = "libxml2.so.2";

    /// <summary>The size of xmlSAXHandler, and the offsets of the fields that are used here, in pointers.</summary>
    internal const int HandlerFields = 32;
    internal const int Characters = 17;
    internal const int IgnorableWhitespace = 18;
    internal const int CDataBlock = 25;
    internal const int Initialized = 27;
    internal const int StartElementNs = 29;

    /// <summary>XML_SAX2_MAGIC.</summary>
    internal const uint Sax2 = 0xDEEDBEAF;

    /// <summary>XML_PARSE_NOENT: without it a predefined entity in an attribute value is not resolved.</summary>
    internal const int ResolveEntities = 2;

    private LibXml2(nint library)
    {
        Create = (delegate* unmanaged<nint*, void*, byte*, int, byte*, nint>)NativeLibrary.GetExport(library, "xmlCreatePushParserCtxt");
        Free = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "xmlFreeParserCtxt");
        UseOptions = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "xmlCtxtUseOptions");
        Parse = (delegate* unmanaged<nint, byte*, int, int, int>)NativeLibrary.GetExport(library, "xmlParseChunk");
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "xmlInitParser"))();
    }

    internal delegate* unmanaged<nint*, void*, byte*, int, byte*, nint> Create { get; }

    internal delegate* unmanaged<nint, void> Free { get; }

    internal delegate* unmanaged<nint, int, int> UseOptions { get; }

    /// <summary>Gets the function that parses a chunk: returns 0, or the number of an error.</summary>
    internal delegate* unmanaged<nint, byte*, int, int, int> Parse { get; }

    /// <summary>Loads the library.</summary>
    /// <returns>Its functions; null if it is not installed.</returns>
    internal static LibXml2? TryLoad() => NativeLibrary.TryLoad(FileName, out var library) ? new(library) : null;
}
