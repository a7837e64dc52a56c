using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Each event arrives with its last byte; a text may arrive with the byte that ends it.</summary>
public sealed class PromptnessTests
{
    [Fact]
    public void Feed_ByteByByte_DeliversEachEventWithItsLastByte()
    {
        string[] parts =
        [
            "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY e 'x'>]>", "<!--c-->", "<?p d?>", "<a>", "<b c='1>2' d=\"e\">", "</b>", "<b/>",
            "<new\n/>", "<a\n>",
            "</a\n>", "<![CDATA[x]]>", "<a x='&lt;'>", "</a>", "</a>", "<!--c-->",
        ];
        List<int> expected = [];
        var document = "";
        foreach (var part in parts)
        {
            document += part;
            expected.AddRange(Enumerable.Repeat(document.Length, part.EndsWith("/>", StringComparison.Ordinal) ? 2 : 1));
        }

        var fed = 0;
        List<int> came = [];
        using var parser = new XmlPushParser(new Each(_ => came.Add(fed)), new() { Dtd = XmlDtdMode.Process });
        foreach (var b in Encoding.UTF8.GetBytes(document))
        {
            fed++;
            parser.Feed([b]);
        }

        Assert.Equal(expected, came);
    }

    [Fact]
    public void Feed_Text_ArrivesWithItsLastByte()
    {
        List<(int, string)> came = [];
        var fed = 0;
        using var parser = new XmlPushParser(new Each(e => came.Add((fed, e.GetText()))));
        foreach (var b in "<a>text<b/>"u8)
        {
            fed++;
            parser.Feed([b]);
        }

        Assert.Equal([(3, ""), (8, "text"), (11, ""), (11, "")], came);
    }

    [Fact]
    public void Feed_RealFeedByteByByte_DeliversEachTagWithItsBracket()
    {
        var bytes = File.ReadAllBytes(RealFeed.FindOrSkip("cta/allroutes.xml"));
        var fed = 0;
        var late = 0;
        var tags = 0;
        using var parser = new XmlPushParser(new Each(e =>
        {
            if (e.Kind is not (SaxKind.StartElement or SaxKind.EndElement))
                return;
            tags++;
            late += bytes[fed - 1] == '>' ? 0 : 1;
        }));
        foreach (var b in bytes)
        {
            fed++;
            parser.Feed([b]);
        }

        Assert.Equal((22_510, 0), (tags, late));
    }
}
