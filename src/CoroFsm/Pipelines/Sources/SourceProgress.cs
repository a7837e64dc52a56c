using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Counts the items of a source and reports the progress periodically.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SourceProgress(IProgress<PushProgress>? reader)
{
    /// <summary>The number of items between two reports.</summary>
    internal const int Interval = 1024;

    private long items;
    private long bytes;

    internal void Count()
    {
        if (++items % Interval == 0)
            Report();
    }

    internal void CountChunk(int length)
    {
        items++;
        bytes += length;
        Report();
    }

    internal readonly void Report() => reader?.Report(new(items, bytes));
}
