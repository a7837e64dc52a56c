using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Wherever a document is split, its events, their positions and its errors are the same.</summary>
public sealed class SplitPointTests
{
    public static TheoryData<string> Documents =>
    [
        "<a>é€😀</a>",
        "<a b='é€😀'/>",
        "<é€𐐀/>",
        "\uFEFF<a/>",
        "<a>1\r\n2\r3\n\r\r\n4</a>",
        "<a b='1\r\n2\r3\n\t4'/>",
        "<a><![CDATA[1\r\n2\r3]]></a>",
        "<a><!-- 1\r\n2\r3 --></a>",
        "<a><?p 1\r\n2\r3?></a>",
        "<a>x]]</a>",
        "<a>x]]>y</a>",
        "<a><![CDATA[x]] ]>]]]></a>",
        "<a><![CDATA[x > y < z]]>]]</a>",
        "<a><!-- - -- --></a>",
        "<a><!-- - - --></a>",
        "<a><!-----></a>",
        "<a><?p ? > ?></a>",
        "<?p?><a/>",
        "<a>&amp;&lt;&gt;&quot;&apos;x&amp;y</a>",
        "<a>&#x1F600;&#65;&#0;</a>",
        "<a>&#x100000041;</a>",
        "<a>&#;</a>",
        "<a>& </a>",
        "<a>AT&T</a>",
        "<a>&am p;</a>",
        "<a b='&amp;&#65;&#x42;'/>",
        "<a b='&'/>",
        "<a b='x < y'/>",
        "<a b='1' b='2'/>",
        "<a b = \"1>2\" c\n=\n'3\"4' />",
        "<a\tb='1'\nc='2'\rd='3'/>",
        "<a b='1'c='2'/>",
        "<a b></a>",
        "<a b='x></a>",
        "<a / >",
        "< a/>",
        "<a></a >",
        "<a></a b>",
        "<a></ab>",
        "<ab></a>",
        "<a/></a>",
        "<a/><b/>",
        "<a/>text",
        "text<a/>",
        "<a/> <!-- c --> <?p?> ",
        "<a><!DOCTYPE b></a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e \"<b>x</b>&#38;amp;\"><!-- ]> ' --><?p ]>?><!ATTLIST a c CDATA 'd' i ID #IMPLIED>]><a i=' x '>&e;</a>",
        "<!DOCTYPE a SYSTEM 'x]>' [<!ENTITY % p '<!ENTITY e \"v\">'>%p;]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY e '</a>'>]><a>&e;",
        "<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f '&e;'>]><a>&e;</a>",
        "<!doctype a><a/>",
        "<![CDATA[x]]><a/>",
        "<a><![cdata[x]]></a>",
        "<!-x--><a/>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>",
        "<?xml encoding='utf-8'?><a/>",
        "<?xml version='1.0'?",
        " <?xml version='1.0'?><a/>",
        "<?xmlx y?><a/>",
        "<?XML y?><a/>",
        "<p:a xmlns:p='u' p:b='1' q:c='2' xmlns:q='u'/>",
        "<p:a xmlns:p='u' p:b='1' q:b='2' xmlns:q='u'/>",
        "<p:a/>",
        "<a:/>",
        "<:a/>",
        "<a><b><c/></b></a>",
        "<a>\u0001</a>",
        "<a\u0001/>",
        "<a>\uFFFE</a>",
        "<a b='\uFFFF'/>",
        "<a><!--\u0000--></a>",
        "<a>x\r",
        "<a>x\r\u0001",
        "<a><![CDATA[x\r\u0001",
        "<a b😀",
        "<a b=''😀",
        "<a b='' /😀",
        "<a></a😀",
        "<a></a 😀",
        "<a><![CDATA[x]]",
        "<a",
        "<a b",
        "<a b=",
        "<a b='",
        "<a>x</a",
        "<",
        "<!",
        "<?p",
        "<!--x-",
        "<!DOCTYPE a [",
        "<a>&am",
        "",
    ];

    public static TheoryData<string> Bytes =>
    [
        "C0 80",
        "C1 BF",
        "E0 80 80",
        "E0 9F BF",
        "ED A0 80",
        "ED BF BF",
        "F0 80 80 80",
        "F0 8F BF BF",
        "F4 90 80 80",
        "F5 80 80 80",
        "F8 88 80 80 80",
        "80",
        "BF 41",
        "C3",
        "C3 41",
        "E2 82",
        "E2 82 41",
        "F0 9F 98",
        "F0 9F 98 41",
        "C3 3C",
        "E2 01",
        "FF",
        "EF BF BE",
        "EF BF BF",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Feed_SplitAnywhere_GivesTheSameEvents(string document) => CutEverywhere(Encoding.UTF8.GetBytes(document));

    [Theory]
    [MemberData(nameof(Bytes))]
    public void Feed_InvalidUtf8SplitAnywhere_FailsAtTheSamePosition(string bytes)
    {
        var invalid = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
        foreach (var (before, behind) in new[]
        {
            ("<a>x", "y</a>"), ("<a b='x", "y'/>"), ("<a><!--", "--></a>"), ("<a><![CDATA[", "]]></a>"), ("<a>x\r", ""),
            ("<a><![CDATA[x\r", ""), ("<a>&", ";</a>"), ("<a><!", ""), ("<a><!--x--", ""), ("<a><?", "?>"), ("<", ">"), ("<a b=''", ">"),
            ("<a b='' /", ">"), ("<a></a", ">"), ("<a></a ", ">"),
        })
        {
            byte[] document = [.. Encoding.UTF8.GetBytes(before), .. invalid, .. Encoding.UTF8.GetBytes(behind)];
            Assert.Contains($"@{before.Length} ", CutEverywhere(document)[^200..].Split("\n! ")[^1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    public void Feed_LongDocumentInChunks_GivesTheSameEvents(int size)
    {
        var random = new Random(7);
        var document = Encoding.UTF8.GetBytes($"<r>{string.Concat(Enumerable.Range(0, 3000).Select(_ => Part(random)))}</r>");
        Assert.Equal(EventText.Of(document), EventText.Of(document, null, size));

        static string Part(Random random) => random.Next(8) switch
        {
            0 => $"<b i='{random.Next()}' j=\"{new string('>', random.Next(3))}\"/>",
            1 => $"<c>{new string('é', random.Next(400))}\r\n</c>",
            2 => $"<![CDATA[{new string(']', random.Next(4))}<&>\r]]>",
            3 => "&amp;&#x1F600;",
            4 => $"<!--{new string('c', random.Next(300))}\r-->",
            5 => $"<d {string.Concat(Enumerable.Range(0, random.Next(20)).Select(i => $"a{i}='{i}&lt;'\n"))}></d>",
            6 => new string('t', random.Next(random.Next(40_000))),
            _ => $"<e{random.Next(500)}/>",
        };
    }

    private static string CutEverywhere(byte[] document)
    {
        var options = new XmlPushOptions { Dtd = XmlDtdMode.Process };
        var whole = EventText.Of(document, options);
        for (var cut = 1; cut < document.Length; cut++)
            Assert.Equal(whole, EventText.Of(document, options, cut, document.Length));
        Assert.Equal(whole, EventText.Of(document, options, 1));
        Assert.Equal(whole, EventText.Of(document, options, 3));
        return whole.PadLeft(200);
    }
}
