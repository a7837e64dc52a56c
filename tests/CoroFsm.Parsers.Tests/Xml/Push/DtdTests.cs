using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class DtdTests
{
    [Fact]
    public void Comment_StartsWithDashAndGreaterThan_DoesNotEndThere()
    {
        var options = new XmlPushOptions { Dtd = XmlDtdMode.Process };
        Assert.EndsWith(
            " a{}",
            EventText.Of("<!DOCTYPE a [<!---> ]> --><!----><!ENTITY e ''>]><a/>"u8.ToArray(), options, 1),
            StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Documents => new()
    {
        { "<!DOCTYPE a [<!ENTITY e 'x'>]><a>1&e;2</a>", "DocumentType a|S a|T 1x2|E a" },
        {
            "<!DOCTYPE a [<!ENTITY e '<b c=\"&f;\">&f;</b>'><!ENTITY f 'y&amp;'>]><a>&e;&e;</a>",
            "DocumentType a|S a|S b c='y&'|T y&|E b|S b c='y&'|T y&|E b|E a"
        },
        { "<!DOCTYPE a [<!ENTITY e ''>]><a>&e;</a>", "DocumentType a|S a|E a" },
        { "<!DOCTYPE a [<!ENTITY e 'first'><!ENTITY e 'second'>]><a>&e;</a>", "DocumentType a|S a|T first|E a" },
        { "<!DOCTYPE a [<!ENTITY e 'x&#13;&#10;y'>]><a b='&e;'>&e;</a>", "DocumentType a|S a b='x  y'|T x\r\ny|E a" },
        { "<!DOCTYPE a [<!ENTITY e '<![CDATA[&#38;]]>'>]><a>&e;</a>", "DocumentType a|S a|T &|E a" },
        { "<!DOCTYPE a [<!ATTLIST a b CDATA 'x y ' c NMTOKENS ' 1  2 '>]><a/>", "DocumentType a|S a b='x y ' c='1 2'|E a" },
        { "<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED>]><a b=' 1\n 2 '/>", "DocumentType a|S a b='1 2'|E a" },
        { "<!DOCTYPE a [<!ATTLIST a b CDATA 'x'>]><a b='y'/>", "DocumentType a|S a b='y'|E a" },
        {
            "<!DOCTYPE a [<!ATTLIST a xmlns CDATA 'u' xmlns:p CDATA 'v' p:c CDATA 'w'>]><a><p:b/></a>",
            "DocumentType a|S a xmlns='u' xmlns:p='v' p:c='w'|S p:b|E p:b|E a"
        },
        { "<!DOCTYPE a [<!ENTITY % p '<!ENTITY e \"x\">'>%p;]><a>&e;</a>", "DocumentType a|S a|T x|E a" },
        { "<!DOCTYPE a PUBLIC '-//x' 'y' []><a/>", "DocumentType a|S a|E a" },
    };

    public static TheoryData<string, string> Faults => new()
    {
        { "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "not loaded" },
        { "<!DOCTYPE a [<!ENTITY e SYSTEM 'x' NDATA n>]><a>&e;</a>", "not XML" },
        { "<!DOCTYPE a [<!ENTITY e SYSTEM 'x'>]><a b='&e;'/>", "outside the document" },
        { "<!DOCTYPE a SYSTEM 'x'><a>&e;</a>", "nothing outside it is loaded" },
        { "<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>", "itself" },
        { "<!DOCTYPE a [<!ENTITY e '&f;'><!ENTITY f 'x&e;'>]><a b='&e;'/>", "itself" },
        { "<!DOCTYPE a [<!ENTITY % p '&#37;p;'>%p;]><a/>", "itself" },
        { "<!DOCTYPE a [<!ENTITY e '<b>'>]><a>&e;</b></a>", "does not end" },
        { "<!DOCTYPE a [<!ENTITY e '</a>'>]><a>&e;", "did not begin" },
        { "<!DOCTYPE a [<!ENTITY e '<b'>]><a>&e;></b></a>", "inside markup" },
        { "<!DOCTYPE a [<!ENTITY e '&#38;am'>]><a>&e;p;</a>", "inside a reference" },
        { "<!DOCTYPE a [<!ENTITY e '&#60;'>]><a b='&e;'/>", "'<'" },
        { "<!DOCTYPE a [<!ELEMENT a (b,c|d)>]><a/>", "same group" },
        { "<!DOCTYPE a [<!ENTITY e '%p;'>]><a/>", "parameter entity" },
        { "<!DOCTYPE a [<!FOO>]><a/>", "<!ENTITY" },
        { "<!DOCTYPE a><!DOCTYPE a><a/>", "second" },
        { "<a/><!DOCTYPE a>", "before the root" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Process_InternalSubset_IsApplied(string document, string expected)
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { Dtd = XmlDtdMode.Process });
        parser.Feed(Encoding.UTF8.GetBytes(document));
        parser.Complete();
        Assert.Equal(expected, string.Join('|', log.Merged));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Process_Fault_ReportsIt(string document, string message)
    {
        using var parser = new XmlPushParser(new EventLog(), new() { Dtd = XmlDtdMode.Process });
        var error = Assert.Throws<XmlPushException>(() =>
        {
            parser.Feed(Encoding.UTF8.GetBytes(document));
            parser.Complete();
        });
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(error.LineNumber > 0);
    }

    [Fact]
    public void Process_SkippedDeclaration_HasNoEffect()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { Dtd = XmlDtdMode.Skip });
        parser.Feed("<!DOCTYPE a [<!ATTLIST a b CDATA 'x'><!ENTITY e 'y'>]><a>&amp;</a>"u8);
        Assert.Equal("DocumentType a|S a|T &|E a", string.Join('|', log.Merged));
        parser.Reset();
        var error = Assert.Throws<XmlPushException>(() => parser.Feed("<!DOCTYPE a [<!ENTITY e 'y'>]><a>&e;</a>"u8));
        Assert.Contains("Process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_EventsFromEntity_HavePositionOfReference()
    {
        var log = new EventLog { WithPositions = true };
        using var parser = new XmlPushParser(log, new() { Dtd = XmlDtdMode.Process });
        parser.Feed("<!DOCTYPE a [<!ENTITY e '<b/>'>]>\n<a>\n&e;</a>"u8);
        Assert.Equal(["3:1 S b", "3:1 E b", "3:4 E a"], log.Lines.Skip(3));
    }

    [Fact]
    public void Process_DocumentType_GivesItsInternalSubset()
    {
        string? text = null;
        using var parser = new XmlPushParser(new Each(e => text ??= e.GetText()), new() { Dtd = XmlDtdMode.Process });
        parser.Feed("<!DOCTYPE a [ <!ENTITY e 'y'>\r\n ]><a/>"u8);
        Assert.Equal(" <!ENTITY e 'y'>\n ", text);
    }
}
