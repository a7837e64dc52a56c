using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Represents the progress of a source, which it reports to an <see cref="IProgress{T}"/>.</summary>
/// <param name="Items">The number of items pushed so far.</param>
/// <param name="Bytes">The number of bytes pushed so far; 0 if the items are not read from bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PushProgress(long Items, long Bytes);
