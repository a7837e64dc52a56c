using System.Xml;
using CoroFsm.Benchmarks.Xml.Documents;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>Runs XmlReader asynchronously and reads all values. Its stream never makes it wait.</summary>
internal sealed class XmlReaderAsyncCase(DocumentKind kind, string contender, string baseline) : XmlCase(kind, contender, baseline)
{
    private static readonly XmlReaderSettings Settings = new() { Async = true };

    protected override void Parse(Document document) => ParseAsync(document).GetAwaiter().GetResult();

    private async Task ParseAsync(Document document)
    {
        using var reader = XmlReader.Create(document.Open(), Settings);
        while (await reader.ReadAsync())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    counts.Elements++;
                    while (reader.MoveToNextAttribute())
                    {
                        counts.Attributes++;
                        counts.ValueBytes += (await reader.GetValueAsync()).Length;
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    counts.TextBytes += (await reader.GetValueAsync()).Length;
                    break;
            }
        }

        counts.TextBytes += document.BytesBeyondUnits;
    }
}
