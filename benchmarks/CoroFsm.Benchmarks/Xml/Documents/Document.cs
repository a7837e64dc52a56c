using System.Text;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>A document in memory. Nothing stands outside its root, and it is ASCII but for its text.</summary>
internal sealed record Document(byte[] Bytes)
{
    /// <summary>Gets how many bytes of text there are more than UTF-16 units: what counts characters would come to less.</summary>
    internal int BytesBeyondUnits { get; } = Bytes.Length - Encoding.UTF8.GetCharCount(Bytes);

    /// <summary>Gets the document for parsers that pull.</summary>
    internal Stream Open() => new MemoryStream(Bytes, writable: false);
}
