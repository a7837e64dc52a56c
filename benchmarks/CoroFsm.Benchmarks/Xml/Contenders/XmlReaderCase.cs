using System.Xml;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>XmlReader with all values read, as its users read them. It counts UTF-16 units, which costs it least.</summary>
internal sealed class XmlReaderCase(DocumentKind kind, string contender) : XmlCase(kind, contender, baseline: null)
{
    /// <summary>Counts what is in a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="found">What it is added to.</param>
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
