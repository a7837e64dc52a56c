using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Errors state the fault, its position, and what was expected.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string, int, int, string> Faults => new()
    {
        { "", 1, 1, "root element" },
        { "\n x<a/>", 2, 2, "root element is expected" },
        { "<a/>\n<b/>", 2, 1, "second root" },
        { "<a/>\nx", 2, 1, "Text cannot follow" },
        { "<a>\n <b></c></a>", 2, 7, "</b> is expected" },
        { "</a>", 1, 1, "no element is open" },
        { "<a>\n", 2, 1, "end tag is expected" },
        { "<a b='1'\n b='2'/>", 2, 2, "twice" },
        { "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", 1, 36, "twice" },
        { "<p:a/>", 1, 1, "not declared" },
        { "<a p:b='1'/>", 1, 4, "not declared" },
        { "<a xmlns:p=''/>", 1, 4, "needs a namespace" },
        { "<a xmlns:xml='u'/>", 1, 4, "prefix xml" },
        { "<a xmlns:xmlns='u'/>", 1, 4, "cannot be declared" },
        { "<xmlns:a/>", 1, 1, "xmlns" },
        { "<a b=1/>", 1, 6, "quote" },
        { "<a b/>", 1, 5, "'='" },
        { "<a b='<'/>", 1, 7, "&lt;" },
        { "<a b='1'c='2'/>", 1, 9, "White space" },
        { "<a></a b>", 1, 8, "'>'" },
        { "<1/>", 1, 2, "name" },
        { "<a>&#0;</a>", 1, 4, "no character" },
        { "<a>&#x100000041;</a>", 1, 4, "no character" },
        { "<a>&#xFFFE;</a>", 1, 4, "no character" },
        { "<a>&#xD800;</a>", 1, 4, "no character" },
        { "<a>é&b;</a>", 1, 5, "not declared" },
        { "<a>😀&b;</a>", 1, 6, "not declared" },
        { "<a>\r\n\r&b;</a>", 3, 1, "not declared" },
        { "<a>x & y</a>", 1, 6, "&amp;" },
        { "<a>]]></a>", 1, 4, "]]&gt;" },
        { "<a><!-- -- --></a>", 1, 9, "--" },
        { "<a><?xml?></a>", 1, 4, "very beginning" },
        { "<a><?XML x?></a>", 1, 4, "target xml" },
        { "<a>\u0001</a>", 1, 4, "U+0001" },
        { "<a>\u0000</a>", 1, 4, "U+0000" },
        { "<a>\uFFFF</a>", 1, 4, "U+FFFF" },
        { "<!DOCTYPE a><a/>", 1, 1, "XmlPushOptions.Dtd" },
        { "<?xml version='2.0'?><a/>", 1, 16, "version" },
        { "<?xml version='1.0' encoding='ebcdic-cp-us'?><a/>", 1, 31, "ebcdic-cp-us is not supported" },
        { "<?xml version='1.0' encoding='utf-16'?><a/>", 1, 31, "first bytes are UTF-8" },
        { "<a", 1, 3, "'>' is expected" },
        { "<a><!--", 1, 8, "'-->'" },
        { "<a><![CDATA[", 1, 13, "']]>'" },
        { "<a><?p", 1, 7, "'?>'" },
        { "<a>&am", 1, 4, "';'" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_Fault_ReportsPositionAndExpectation(string document, int line, int column, string message)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        var log = new EventLog();
        using var parser = new XmlPushParser(log);
        var error = Assert.Throws<XmlPushException>(() =>
        {
            parser.Feed(bytes);
            parser.Complete();
        });
        Assert.Equal((line, column), (error.LineNumber, error.LinePosition));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains($"Line {line}, position {column}.", error.Message, StringComparison.Ordinal);
        Assert.Same(error, log.Error);
        var behind = Encoding.UTF8.GetString(bytes[(int)error.ByteOffset..]);
        Assert.EndsWith(behind, document, StringComparison.Ordinal);
    }

    /// <summary>Known names take the fast path, which must find the same faults.</summary>
    [Theory]
    [InlineData("<a b='1' b='2'/>", "twice")]
    [InlineData("<p:a/>", "not declared")]
    [InlineData("<a p:b=''/>", "not declared")]
    [InlineData("<a b='&x;'/>", "not declared")]
    [InlineData("<a b='<'/>", "'<'")]
    [InlineData("<a b=''c=''/>", "White space")]
    [InlineData("<a b='' / >", "'>'")]
    [InlineData("</p:a>", "</r> is expected")]
    public void Feed_FaultWithKnownNames_IsFound(string markup, string message)
    {
        using var parser = new XmlPushParser(new EventLog());
        parser.Feed("<r><a b='' c=''/><p:a xmlns:p='u' p:b=''/><a/>"u8);
        var error = Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.UTF8.GetBytes(markup + "<a/>")));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("]]", ">")]
    [InlineData("]", "]>")]
    [InlineData("", "]]>")]
    public void Feed_SectionEndAfterDeliveredLongText_IsFound(string before, string behind)
    {
        using var parser = new XmlPushParser(new EventLog());
        parser.Feed(Encoding.UTF8.GetBytes($"<a>{new string('x', 10_000)}{before}"));
        Assert.Contains(
            "]]&gt;",
            Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.UTF8.GetBytes($"{behind}</a>"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_AfterAnError_ThrowsAndDeliversNothing()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log);
        Assert.Throws<XmlPushException>(() => parser.Feed("<a></b>"u8));
        Assert.Contains("Reset()", Assert.Throws<InvalidOperationException>(() => parser.Feed("<c/>"u8)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(parser.Complete);
        Assert.Throws<InvalidOperationException>(parser.Restart);
        Assert.Equal(["S a"], log.Lines);
    }

    [Fact]
    public void Feed_FarIntoTheInput_ErrorsAndEventsHavePositions()
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => $"<b>é{i}</b>").ToArray();
        var document = "<r>\n" + string.Join('\n', lines) + "\n&x;";
        using var parser = new XmlPushParser(new EventLog());
        var error = Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.UTF8.GetBytes(document)));
        Assert.Equal((20_002, 1), (error.LineNumber, error.LinePosition));
        Assert.Equal(Encoding.UTF8.GetByteCount(document) - 3, error.ByteOffset);
    }
}
