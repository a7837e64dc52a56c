using System.Xml;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>Runs XmlReader and reads all values as strings. It counts UTF-16 units, which is the cheapest way.</summary>
internal sealed class XmlReaderCase(DocumentKind kind, string contender) : XmlCase(kind, contender, baseline: null)
{
    /// <summary>Counts the contents of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="found">The counts to add to.</param>
    internal static void Count(Document document, ref Counts found)
    {
        using var reader = XmlReader.Create(document.Open());
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    found.Elements++;
                    while (reader.MoveToNextAttribute())
                    {
                        found.Attributes++;
                        found.ValueBytes += reader.Value.Length;
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    found.TextBytes += reader.Value.Length;
                    break;
            }
        }

        found.TextBytes += document.BytesBeyondUnits;
    }

    protected override void Parse(Document document) => Count(document, ref counts);
}
