using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>How far a source has come; what it reports to an <see cref="IProgress{T}"/>.</summary>
/// <param name="Items">How many items it has pushed.</param>
/// <param name="Bytes">How many bytes those were; 0 where a source has no bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PushProgress(long Items, long Bytes);
