using System.Text;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>What one has without a library: a string for each line.</summary>
internal sealed class ReadLineCase(string name) : LineCase(name)
{
    protected override void Read(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, LogLines.ChunkSize);
        while (reader.ReadLine() is { } line)
            Work += 1 + line.Length;
    }
}
