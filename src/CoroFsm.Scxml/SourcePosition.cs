using System.Runtime.InteropServices;

namespace CoroFsm.Scxml;

/// <summary>Where an element begins in its document.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1, in UTF-16 units.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourcePosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
