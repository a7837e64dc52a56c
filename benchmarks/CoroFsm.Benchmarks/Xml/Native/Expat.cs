using System.Runtime.InteropServices;

namespace CoroFsm.Benchmarks.Xml.Native;

/// <summary>The functions of expat, where it is installed.</summary>
internal sealed unsafe class Expat
{
    internal const string FileName = "libexpat.so.1";

    private Expat(nint library)
    {
        Create = (delegate* unmanaged<byte*, byte, nint>)NativeLibrary.GetExport(library, "XML_ParserCreateNS");
        Free = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "XML_ParserFree");
        SetUserData = (delegate* unmanaged<nint, void*, void>)NativeLibrary.GetExport(library, "XML_SetUserData");
        SetElementHandler = (delegate* unmanaged<
            nint,
            delegate* unmanaged<Counts*, byte*, byte**, void>,
            delegate* unmanaged<Counts*, byte*, void>,
            void>)
            NativeLibrary.GetExport(library, "XML_SetElementHandler");
        SetTextHandler = (delegate* unmanaged<nint, delegate* unmanaged<Counts*, byte*, int, void>, void>)
            NativeLibrary.GetExport(library, "XML_SetCharacterDataHandler");
        SetNamespaceHandler = (delegate* unmanaged<nint, delegate* unmanaged<Counts*, byte*, byte*, void>, void>)
            NativeLibrary.GetExport(library, "XML_SetStartNamespaceDeclHandler");
        Parse = (delegate* unmanaged<nint, byte*, int, int, int>)NativeLibrary.GetExport(library, "XML_Parse");
    }

    internal delegate* unmanaged<byte*, byte, nint> Create { get; }

    internal delegate* unmanaged<nint, void> Free { get; }

    internal delegate* unmanaged<nint, void*, void> SetUserData { get; }

    internal delegate* unmanaged<
        nint,
        delegate* unmanaged<Counts*, byte*, byte**, void>,
        delegate* unmanaged<Counts*, byte*, void>,
        void> SetElementHandler
    { get; }

    internal delegate* unmanaged<nint, delegate* unmanaged<Counts*, byte*, int, void>, void> SetTextHandler { get; }

    internal delegate* unmanaged<nint, delegate* unmanaged<Counts*, byte*, byte*, void>, void> SetNamespaceHandler { get; }

    /// <summary>Gets the function that parses a chunk: returns 0 on an error.</summary>
    internal delegate* unmanaged<nint, byte*, int, int, int> Parse { get; }

    /// <summary>Loads the library.</summary>
    /// <returns>Its functions; null if it is not installed.</returns>
    internal static Expat? TryLoad() => NativeLibrary.TryLoad(FileName, out var library) ? new(library) : null;
}
