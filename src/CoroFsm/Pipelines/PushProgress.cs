using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Represents the progress of a source, which it reports to an <see cref="IProgress{T}"/>.</summary>
/// <param name="Items">The number of items pushed.</param>
/// <param name="Bytes">The number of bytes pushed; 0 if the source has no bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PushProgress(long Items, long Bytes);
