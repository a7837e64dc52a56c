using System.Text;

namespace CoroFsm.Benchmarks.Pipeline.Contenders;

/// <summary>Reads lines with the class library alone: a string for each line.</summary>
internal sealed class ReadLineCase(string name) : LineCase(name)
{
    protected override void Read(byte[] bytes)
    {
        var stream = new MemoryStream(bytes);
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, LogLines.ChunkSize);
        while (reader.ReadLine() is { } line)
            Work += 1 + line.Length;
    }
}
