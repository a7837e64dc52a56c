using System.Text;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>Represents a document in memory. It has nothing outside its root, and it is ASCII except for its text.</summary>
internal sealed record Document(byte[] Bytes)
{
    /// <summary>Gets the difference between the UTF-8 bytes and the UTF-16 units of the text, for parsers that count units.</summary>
    internal int BytesBeyondUnits { get; } = Bytes.Length - Encoding.UTF8.GetCharCount(Bytes);

    /// <summary>Opens the document for parsers that pull.</summary>
    internal Stream Open() => new MemoryStream(Bytes, writable: false);
}
