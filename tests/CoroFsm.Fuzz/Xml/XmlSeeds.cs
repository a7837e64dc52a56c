using System.Text;

namespace CoroFsm.Fuzz.Xml;

/// <summary>Well-formed documents that contain every construct once.</summary>
internal static class XmlSeeds
{
    internal static IReadOnlyList<byte[]> All { get; } =
    [
        .. new[]
        {
            "<a/>",
            "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>\r\n<!-- c -->\r\n<a>\r\n\t<b>1</b>\r\n</a>\r\n<?p d?>\r\n",
            "<a b='1' c=\"2\" d = '\t&lt;&#10;\r\n'>t&amp;u&#x1F600;v<![CDATA[ <x> ]] > & ]]></a>",
            "<p:a xmlns:p='urn:1' xmlns='urn:2' p:x='1' x='2'><b xmlns='' xml:lang='en'/><p:c xmlns:p='urn:3'></p:c ></p:a >",
            "<!DOCTYPE a [<!ENTITY e 'v<b/>'><!ENTITY f '&e;&#38;#60;'><!ATTLIST a x CDATA 'd' y NMTOKENS ' 1  2 '><!ELEMENT a ANY>"
                + "<!NOTATION n SYSTEM 's'>]><a>&e;&f;</a>",
            "<!DOCTYPE a PUBLIC '-//x' \"y\"><a z='é'>日本語 😀 \u00A0</a>",
            "<aVeryLongNameThatIsLongerThanThirtyTwoBytes anotherVeryLongNameThatIsLongerThanThat='1'>"
                + "</aVeryLongNameThatIsLongerThanThirtyTwoBytes>",
            $"<a {string.Concat(Enumerable.Range(0, 20).Select(i => $"b{i}='{i}' "))}/>",
            $"<a>{string.Concat(Enumerable.Repeat("<b c='d'>e</b>\n", 30))}</a>",
            "<a><b>]]</b>]&gt;<c>a]b</c>\r\r\n\n<!----><?x?><![CDATA[]]><![CDATA[]]]]><![CDATA[>]]></a>",
            "<日本 語='x'><é/></日本>",
        }.Select(Encoding.UTF8.GetBytes),
        [.. Encoding.UTF8.Preamble, .. "<a>é</a>"u8],
        [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?><a b='é'>😀\r\n</a>")],
        [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("<a b='é'>😀</a>")],
        Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='ISO-8859-1'?><a b='é'>äöü</a>"),
        "<?xml version='1.0' encoding='US-ASCII'?><a b='c'>d</a>"u8.ToArray(),
    ];
}
