using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Represents a way to get lines from bytes. The work is the number of lines and characters.</summary>
internal abstract class LineCase(string name, string? baseline = null) : Case(name, baseline)
{
    private double bytesPerLine;

    internal sealed override double BytesPerOperation => bytesPerLine;

    /// <summary>Gets or sets the number of lines and characters so far.</summary>
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
