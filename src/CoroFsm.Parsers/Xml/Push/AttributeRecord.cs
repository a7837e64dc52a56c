using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>An attribute of the current tag. Its fields are set where it lies: a copy of 16 bytes just written in parts would wait for them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttributeRecord
{
    /// <summary>The number of its name.</summary>
    internal int Name;

    /// <summary>Where its value stands in the window; if negative, the complement of where it stands among the normalised values.</summary>
    internal int Start;

    /// <summary>The length of the value.</summary>
    internal int Length;

    /// <summary>Where it stands in the window, for errors.</summary>
    internal int Place;
}
