using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Benchmarks.Xml.Documents;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Benchmarks.Xml;

/// <summary>Represents a parser that counts the contents of documents, one after the other.</summary>
/// <param name="kind">The kind of the documents.</param>
/// <param name="contender">The name of the parser.</param>
/// <param name="baseline">The parser that it is compared with, on the same documents; null if it is a baseline itself.</param>
internal abstract class XmlCase(DocumentKind kind, string contender, string? baseline)
    : Case($"{kind.Name}/{contender}", baseline is null ? null : $"{kind.Name}/{baseline}")
{
    /// <summary>The number of bytes in a chunk, for the parsers that are fed.</summary>
    internal const int DefaultChunk = 64 << 10;

    private int next;

    /// <summary>The counts of all documents so far.</summary>
    protected Counts counts;

    internal sealed override double BytesPerOperation => kind.Documents.Average(document => document.Bytes.Length);

    internal sealed override long Run(int operations)
    {
        for (var i = 0; i < operations; i++)
            Parse(kind.Documents[next++ % kind.Documents.Count]);
        return counts.Work;
    }

    /// <summary>Feeds a parser in chunks.</summary>
    protected static void Feed<THandler>(XmlPushParser<THandler> parser, ReadOnlySpan<byte> bytes, int chunk)
        where THandler : struct, IObserver<SaxEvent>
    {
        for (; bytes.Length > chunk; bytes = bytes[chunk..])
            parser.Feed(bytes[..chunk]);
        parser.Feed(bytes);
    }

    protected abstract void Parse(Document document);
}
