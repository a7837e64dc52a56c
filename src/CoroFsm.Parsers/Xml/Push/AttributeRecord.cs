using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Represents an attribute of the current tag. Its fields are set one by one in the array: a copy of a struct that was written in parts
/// stalls on store forwarding.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttributeRecord
{
    /// <summary>The number of its name.</summary>
    internal int Name;

    /// <summary>
    /// The offset of its value in the window; if negative, the complement of the offset in <see cref="XmlToken.Normalized"/>.
    /// </summary>
    internal int Start;

    /// <summary>The length of the value.</summary>
    internal int Length;

    /// <summary>The offset of the attribute in the window, for errors.</summary>
    internal int Offset;
}
