using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>One way to get lines from bytes: the lines and their characters are counted.</summary>
internal abstract class LineCase(string name, string? baseline = null) : Case(name, baseline)
{
    private double bytesPerLine;

    internal sealed override double BytesPerOperation => bytesPerLine;

    /// <summary>Gets or sets what the lines come to: their number and lengths.</summary>
    protected long Work { get; set; }

    internal sealed override long Run(int operations)
    {
        var bytes = LogLines.Make(operations);
        bytesPerLine = (double)bytes.Length / operations;
        Read(bytes);
        return Work;
    }

    protected abstract void Read(byte[] bytes);
}
