using System.Xml;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>
/// Runs XmlReader without reading any value. It cannot count the bytes that it skips, so it adds the numbers from one run of the case that
/// reads the values.
/// </summary>
internal sealed class XmlReaderSkippingCase(DocumentKind kind, string contender, string baseline) : XmlCase(kind, contender, baseline)
{
    private readonly Counts[] skipped = Skipped(kind);
    private int turn;

    protected override void Parse(Document document)
    {
        using var reader = XmlReader.Create(document.Open());
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                counts.Elements++;
                counts.Attributes += reader.AttributeCount;
            }
        }

        ref readonly var bytes = ref skipped[turn++ % skipped.Length];
        counts.TextBytes += bytes.TextBytes;
        counts.ValueBytes += bytes.ValueBytes;
    }

    private static Counts[] Skipped(DocumentKind kind)
    {
        var all = new Counts[kind.Documents.Count];
        for (var i = 0; i < all.Length; i++)
            XmlReaderCase.Count(kind.Documents[i], ref all[i]);
        return all;
    }
}
