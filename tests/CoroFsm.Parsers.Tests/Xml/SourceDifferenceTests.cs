using System.Text;
using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml;

/// <summary>Where the two sources differ and where they must not: the list in docs/xml.md.</summary>
public sealed class SourceDifferenceTests
{
    /// <summary>The document, the events of the push parser, and those of XmlReader; "!" and a part of the message for an error.</summary>
    public static TheoryData<string, string, string> Differences => new()
    {
        { "<a xml:space='true'/>", "S a xml:space='true'|E a", "!invalid xml:space" },
        { "<a xml:space='Preserve'/>", "S a xml:space='Preserve'|E a", "!invalid xml:space" },
        { "<?xml version='1.1'?><a/>", "X version='1.1'|S a|E a", "!Version number '1.1'" },
        { "<?xml version='1.10'?><a/>", "X version='1.10'|S a|E a", "!Version number '1.10'" },
        { "<?xml version='1.0' encoding='UTF8'?><a/>", "X version='1.0' encoding='UTF8'|S a|E a", "!does not support 'UTF8'" },
        { "<?xml version='1.0' encoding='windows-1252'?><a/>", "!windows-1252 is not supported", "!does not support 'windows-1252'" },
        { "<?xml version='1.0' encoding='utf-32'?><a/>", "!utf-32 is not supported", "!Line 1" },
        {
            "\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
            "!the first bytes are UTF-8",
            "X version='1.0' encoding='ISO-8859-1'|S a|E a"
        },
        {
            "<?xml  version = '1.0'  standalone='yes' ?><a/>",
            "X version='1.0' standalone='yes'|S a|E a",
            "X version = '1.0'  standalone='yes'|S a|E a"
        },
        { "<xmlns:a/>", "!cannot have the prefix xmlns", "S xmlns:a|E xmlns:a" },
        { "<\u0220/>", "S \u0220|E \u0220", "!Line 1" },                // a letter of the fifth edition
        { "<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED>]><a b='   '/>", "DocumentType a|S a b=''|E a", "DocumentType a|S a b=' '|E a" },
        { "<!DOCTYPE a [<!ATTLIST a b NMTOKENS '  '>]><a/>", "DocumentType a|S a b=''|E a", "DocumentType a|S a b=' '|E a" },
        { "<!DOCTYPE a [<!ENTITY e SYSTEM 'x.xml'>]><a>1&e;2</a>", "!is outside the document", "DocumentType a|S a|T 12|E a" },
        {
            "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'>%p;<!ENTITY e 'v'>]><a>&e;</a>",
            "!is declared behind a reference",
            "DocumentType a|S a|T v|E a"
        },
        {
            "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'>%p;<!ATTLIST a b CDATA 'v'>]><a/>",
            "DocumentType a|S a|E a",
            "DocumentType a|S a b='v'|E a"
        },
    };

    /// <summary>The document, and its texts and document types as line, column and length, of each source.</summary>
    public static TheoryData<string, string, string> Positions => new()
    {
        { "<a>1&lt;2\r\n3</a>", "1,4:1|1,4:2|1,4:2", "1,4:5" },
        { $"<a>{new string('x', 5_000)}</a>", "1,4:5000", "1,4:4096|1,4:904" },
        { "<!DOCTYPE   a><a/>", "1,1:0", "1,3:0" },
        { "\n<!DOCTYPE\n a [\n<!ELEMENT a ANY>\n]><a/>", "2,1:18", "2,2:18" },
    };

    /// <summary>Documents that give equal events although the underlying readers differ.</summary>
    public static TheoryData<string> Likenesses => new()
    {
        "<!DOCTYPE p:a [<!ELEMENT p:a ANY>]><p:a xmlns:p='u'/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a PUBLIC 'p' 's' [<!-- c -->]><a/>",
        "<!DOCTYPE a [\r\n<?p d?>\r\n]><a/>",
        "<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED>]><a b=' x  y '/>",
        "<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED>]><a b='&#x9; x&#32;'/>",
        "<!DOCTYPE a [<!ATTLIST a xml:space (default|preserve) 'preserve'>]><a> </a>",
        "<!DOCTYPE a [<!ENTITY e '<b>x</b>'>]><a c='1'>1&e;2</a>",
        "<!DOCTYPE a [<!ENTITY e 'x&#13;y'>]><a b='&e;'>1&e;2</a>",
        "<!DOCTYPE a SYSTEM 'x' [<!ENTITY e 'v'>]><a>&e;</a>",
        "<!DOCTYPE a [<!NOTATION n SYSTEM 'x'><!ENTITY u SYSTEM 'x' NDATA n>]><a b='u'/>",
        "<a xml:space=' preserve ' xml:lang=''> </a>",
        "<a xml:space='default'/>",
        "<a b='&#13;&#10;'>&#13;&#10;\u0085\u2028</a>",
        "<a xmlns:b='u' b:xmlns='x'/>",
        "<a xmlns='u'><b xmlns=''/></a>",
        "<?p   x  ?><a><?p?><![CDATA[]]></a> \n <!--x--> ",
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Run_ListedDocument_DiffersAsListed(string document, string pushed, string pulled)
    {
        Check(pushed, Push(document, new EventLog(), out var error), error);
        Check(pulled, Pull(document, new EventLog(), out error), error);
        Assert.NotEqual(pushed, pulled);

        static void Check(string expected, EventLog log, Exception? error)
        {
            if (expected[0] == '!')
                Assert.Contains(expected[1..], Assert.IsAssignableFrom<XmlException>(error).Message);
            else
                Assert.Equal(expected, error is null ? string.Join('|', log.Merged) : error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Run_TextOrDocumentType_PiecesAndPositionDifferAsListed(string document, string pushed, string pulled)
    {
        List<string> push = [], pull = [];
        Push(document, Writing(push), out var error);
        Assert.Null(error);
        Pull(document, Writing(pull), out error);
        Assert.Null(error);
        Assert.Equal((pushed, pulled), (string.Join('|', push), string.Join('|', pull)));

        static IObserver<SaxEvent> Writing(List<string> all) => Sink.To<SaxEvent>(e =>
        {
            if (e.Kind is SaxKind.Text or SaxKind.DocumentType)
                all.Add($"{e.Line},{e.Column}:{e.GetText().Length}");
        });
    }

    [Theory]
    [MemberData(nameof(Likenesses))]
    public void Run_UnlistedDocument_GivesIdenticalEvents(string document)
    {
        var (pushed, pulled) = (new StringBuilder(), new StringBuilder());
        Push(document, Writing(pushed), out var error);
        Assert.Null(error);
        Pull(document, Writing(pulled), out error);
        Assert.Null(error);
        Assert.Equal(pushed.ToString(), pulled.ToString());

        static IObserver<SaxEvent> Writing(StringBuilder all) => new TextCoalescer(Sink.To<SaxEvent>(e =>
        {
            var line = e.Kind == SaxKind.DocumentType ? "" : $"{e.Line}";
            all.AppendJoin(
                ' ', "\n", e.Kind, line, e.Name, e.Prefix, e.LocalName, e.NamespaceUri, e.GetText()).AppendJoin(' ', e.Attributes);
            var kept = e.Detach();
            Assert.Equal((e.Prefix, e.LocalName), (kept.Prefix, kept.LocalName));
        }));
    }

    private static T Push<T>(string document, T target, out Exception? error)
        where T : IObserver<SaxEvent>
    {
        using var parser = new XmlPushParser(target, new() { Dtd = XmlDtdMode.Process });
        error = Record.Exception(() =>
        {
            parser.Feed(Encoding.UTF8.GetBytes(document));
            parser.Complete();
        });
        return target;
    }

    private static T Pull<T>(string document, T target, out Exception? error)
        where T : IObserver<SaxEvent>
    {
        using var reader = XmlReader.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(document)), new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = null });
        error = Record.Exception(() => new XmlReaderSource(reader).Run(target));
        return target;
    }
}
