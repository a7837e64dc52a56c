using System.Runtime.InteropServices;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Benchmarks.Xml;

/// <summary>Represents what every contender counts. Lengths are in bytes of UTF-8; namespace declarations count as attributes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Counts
{
    internal long Elements;
    internal long Attributes;
    internal long TextBytes;
    internal long ValueBytes;

    /// <summary>Gets all counts as one number that differs if any of them does.</summary>
    internal readonly long Work => unchecked((((((Elements * 1_000_003) + Attributes) * 1_000_003) + TextBytes) * 1_000_003) + ValueBytes);

    internal void Add(SaxEvent value)
    {
        switch (value.Kind)
        {
            case SaxKind.StartElement:
                Elements++;
                var attributes = value.Attributes;
                var count = attributes.Count;
                Attributes += count;
                for (var i = 0; i < count; i++)
                    ValueBytes += attributes.GetText(i).Length;
                break;
            case SaxKind.Text or SaxKind.CData:
                TextBytes += value.Text.Length;
                break;
        }
    }
}
