using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Counts what a source pushes, and reports it now and then.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SourceProgress(IProgress<PushProgress>? reader)
{
    /// <summary>How many items come between two reports.</summary>
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
