using System.Runtime.InteropServices;

namespace CoroFsm.Parsers;

/// <summary>An attribute of the current tag.</summary>
/// <param name="Name">The number of its name.</param>
/// <param name="Start">Where its value stands in the window; if negative, the complement of where it stands among the normalised values.</param>
/// <param name="Length">The length of the value.</param>
/// <param name="Place">Where it stands in the window, for errors.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AttributeRecord(int Name, int Start, int Length, int Place);
