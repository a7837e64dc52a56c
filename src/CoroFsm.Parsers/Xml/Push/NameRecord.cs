using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <summary>Specifies the meaning of a name as that of an attribute.</summary>
internal enum NameKind : byte
{
    Plain,

    /// <summary>xmlns: declares the default namespace.</summary>
    DefaultNamespace,

    /// <summary>xmlns:p: declares a prefix.</summary>
    Namespace,
}

/// <summary>A name in a <see cref="NameTable"/>; 64 bytes, the first 32 of the name inline.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NameRecord
{
    internal Vector256<byte> Head;
    internal int Length;
    internal int Hash;

    /// <summary>The prefix, as the number that <see cref="NamespaceScopes"/> gave it; 0 for none.</summary>
    internal int Prefix;

    /// <summary>The tag that had this name last as an attribute.</summary>
    internal long Stamp;

    internal NameKind Kind;
}
