using System.Text;
using CoroFsm.Parsers.Tests.Support;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Hostile input: each attack ends at a limit that is named, and costs no more memory than the limits allow.</summary>
public sealed class LimitTests
{
    private const int Most = 20 << 20;

    public static TheoryData<string, string> Attacks => new()
    {
        { "billion laughs", "MaxEntity" },
        { "quadratic blow-up", "MaxEntity" },
        { "deep entities", "MaxEntityDepth" },
        { "amplified defaults", "MaxEntity" },
        { "attributes", "MaxAttributes" },
        { "namespace declarations", "MaxNamespaceDeclarations" },
        { "nested namespaces", "MaxNamespacesInScope" },
        { "depth", "MaxDepth" },
        { "name", "MaxNameLength" },
        { "attribute name", "MaxNameLength" },
        { "end tag", "MaxTagLength" },
        { "reference", "MaxNameLength" },
        { "value", "MaxValueLength" },
        { "comment", "MaxValueLength" },
        { "instruction", "MaxValueLength" },
        { "blanks in a tag", "MaxTagLength" },
        { "document type", "MaxTagLength" },
        { "namespace name", "MaxNameLength" },
    };

    /// <summary>What is long but allowed: it must cost no memory.</summary>
    public static TheoryData<string> Floods => ["text", "CDATA", "names", "namespaces", "zeros", "references", "empty elements"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Feed_Attack_EndsAtItsLimit(string attack, string limit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new XmlPushParser<Counting>(default, new() { Dtd = XmlDtdMode.Process });
        var error = Assert.Throws<XmlPushException>(() => FeedAll(parser, attack));
        Assert.Contains($"{nameof(XmlPushOptions)}.{limit}", error.Message, StringComparison.Ordinal);
        Assert.True(error.LineNumber > 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void Feed_Flood_CostsNoMemory(string flood)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new XmlPushParser<Counting>(default);
        FeedAll(parser, flood);
        parser.Complete();
        Assert.True(parser.Handler.Events > 2);

        // New names are made and forgotten again: they are garbage, not memory.
        if (flood is not ("names" or "namespaces"))
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most / 20);
    }

    [Fact]
    public void Feed_ManyNames_AreForgotten()
    {
        using var tokenizer = new XmlTokenizer<Counting>(default, XmlPushOptions.Default);
        tokenizer.Feed("<p:r xmlns:p='u'>"u8);
        var most = (Names: 0, Prefixes: 0);
        for (var i = 0; i < 100_000; i++)
        {
            tokenizer.Feed(Encoding.UTF8.GetBytes($"<n{i} a{i}='' xmlns:p{i}='u{i}'/>"));
            var (names, prefixes) = tokenizer.Remembered;
            most = (Math.Max(most.Names, names), Math.Max(most.Prefixes, prefixes));
        }

        Assert.InRange(most.Names, 10_000, 20_000);
        Assert.InRange(most.Prefixes, 1_000, 20_000);
        tokenizer.Feed("<p:x/></p:r>"u8);
        tokenizer.Complete();
    }

    [Fact]
    public void Feed_ManyNamesInTheTextOfAnEntity_AreForgotten()
    {
        using var tokenizer = new XmlTokenizer<Counting>(default, new() { Dtd = XmlDtdMode.Process });
        tokenizer.Feed(Encoding.UTF8.GetBytes(
            $"<!DOCTYPE a [<!ENTITY e '<r>{string.Concat(Enumerable.Range(0, 60_000).Select(i => $"<n{i}/>"))}</r>'>]><a><b/>&e;<b/><c></c></a>"));
        tokenizer.Complete();
        Assert.InRange(tokenizer.Remembered.Names, 1, 20_000);
    }

    [Fact]
    public void Options_MaxTagLength_HoldsForWholeTagsToo()
    {
        foreach (var document in new[] { "<a b='123'/>", "<a     />", "<a></a      >" })
            Assert.Contains("MaxTagLength", EventText.Of(Encoding.UTF8.GetBytes(document), new() { MaxTagLength = 8 }), StringComparison.Ordinal);
        Assert.DoesNotContain("\n! ", EventText.Of("<a b='1'></a   ><abcdef/>"u8.ToArray(), new() { MaxTagLength = 9, IsFragment = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_ReferencesInATagThatIsReadTwice_AreCountedOnce()
    {
        var options = new XmlPushOptions { Dtd = XmlDtdMode.Process, MaxEntityExpansion = 25 };
        Assert.DoesNotContain("\n! ", EventText.Of("<!DOCTYPE a [<!ENTITY e '0123456789'>]><a b=''><a b='&e;' c='&e;'/></a>"u8.ToArray(), options), StringComparison.Ordinal);
        var blanks = new string(' ', 100_000);
        Assert.DoesNotContain("\n! ", EventText.Of(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e '0123456789'>]><a b='&e;' c='&e;'{blanks}/>"), options, 1000), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_EveryLimit_CanBeLowered()
    {
        Assert.Contains("MaxDepth", Fail("<a><b/></a>", new() { MaxDepth = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxNameLength", Fail("<abc/>", new() { MaxNameLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxNameLength", Fail("<a abc=''/>", new() { MaxNameLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxAttributes", Fail("<a b='' c=''/>", new() { MaxAttributes = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxNamespaceDeclarations", Fail("<a xmlns='u' xmlns:p='u'/>", new() { MaxNamespaceDeclarations = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxNamespacesInScope", Fail("<a xmlns='u'><b xmlns='v'/></a>", new() { MaxNamespacesInScope = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxValueLength", Fail("<a b='123'/>", new() { MaxValueLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxValueLength", Fail("<a><!--1234567--></a>", new() { MaxValueLength = 6 }), StringComparison.Ordinal);
        Assert.Contains("MaxDocumentLength", Fail("<a>12345</a>", new() { MaxDocumentLength = 6 }), StringComparison.Ordinal);
        Assert.Contains("MaxEntityExpansion", Fail("<!DOCTYPE a [<!ENTITY e 'xxx'>]><a>&e;&e;</a>", new() { MaxEntityExpansion = 5, Dtd = XmlDtdMode.Process }), StringComparison.Ordinal);

        static string Fail(string document, XmlPushOptions options)
        {
            var whole = EventText.Of(Encoding.UTF8.GetBytes(document), options);
            Assert.Equal(whole, EventText.Of(Encoding.UTF8.GetBytes(document), options, 1));
            return whole.Split("\n! ")[1];
        }
    }

    [Fact]
    public void Feed_TextEndsAtTheDocumentLimit_DeliversWhatIsWithin()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { MaxDocumentLength = 7 });
        parser.Feed("<a><b/>"u8);
        Assert.Throws<XmlPushException>(() => parser.Feed("<c/>"u8));
        Assert.Equal(["S a", "S b", "E b"], log.Lines);
    }

    [Fact]
    public void Options_LessThanOne_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { MaxDocumentLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { Dtd = (XmlDtdMode)7 });
    }

    private static void FeedAll(XmlPushParser<Counting> parser, string what)
    {
        switch (what)
        {
            case "billion laughs":
                parser.Feed(Encoding.UTF8.GetBytes(
                    $"<!DOCTYPE a [<!ENTITY l0 'lol'>{string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>"))}]><a>&l9;</a>"));
                break;
            case "quadratic blow-up":
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e '{new string('x', 50_000)}'>]><a>"));
                Repeat(parser, "&e;", 1000);
                break;
            case "deep entities":
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e0 '<x/>'>{string.Concat(Enumerable.Range(1, 5000).Select(i => $"<!ENTITY e{i} '&e{i - 1};'>"))}]><a>&e5000;</a>"));
                break;
            case "amplified defaults":
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ATTLIST b c CDATA '{new string('x', 50_000)}'>]><a>"));
                Repeat(parser, "<b/>", 1000);
                break;
            case "attributes":
                parser.Feed("<a"u8);
                for (var i = 0; i < 200_000; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($" a{i}=''"));
                parser.Feed(">"u8);
                break;
            case "namespace declarations":
                parser.Feed("<a"u8);
                for (var i = 0; i < 200_000; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($" xmlns:a{i}='u'"));
                parser.Feed(">"u8);
                break;
            case "nested namespaces":
                for (var i = 0; i < 500; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($"<a{string.Concat(Enumerable.Range(0, 200).Select(k => $" xmlns:a{k}='{i}'"))}>"));
                break;
            case "depth":
                Repeat(parser, "<a>", 1_000_000);
                break;
            case "name":
                parser.Feed("<a"u8);
                Repeat(parser, "a", 20_000_000);
                break;
            case "attribute name":
                parser.Feed("<a "u8);
                Repeat(parser, "a", 20_000_000);
                break;
            case "end tag":
                parser.Feed("<a></a"u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "reference":
                parser.Feed("<a>&"u8);
                Repeat(parser, "a", 1_000_000);
                break;
            case "value":
                parser.Feed("<a b='"u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "comment":
                parser.Feed("<!--"u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "instruction":
                parser.Feed("<?p "u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "blanks in a tag":
                parser.Feed("<a "u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "document type":
                parser.Feed("<!DOCTYPE a ["u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "namespace name":
                parser.Feed(Encoding.UTF8.GetBytes($"<a xmlns='{new string('u', 100_000)}'/>"));
                break;
            case "text":
                parser.Feed("<a>"u8);
                Repeat(parser, "text]] ", 100_000_000);
                parser.Feed("</a>"u8);
                break;
            case "CDATA":
                parser.Feed("<a><![CDATA["u8);
                Repeat(parser, "text]]\r\n&<", 30_000_000);
                parser.Feed("]]></a>"u8);
                break;
            case "names":
                parser.Feed("<a>"u8);
                for (var i = 0; i < 300_000; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($"<n{i}/>"));
                parser.Feed("</a>"u8);
                break;
            case "namespaces":
                parser.Feed("<a>"u8);
                for (var i = 0; i < 100_000; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($"<n xmlns='{i}'/>"));
                parser.Feed("</a>"u8);
                break;
            case "zeros":
                parser.Feed("<a>&#x"u8);
                Repeat(parser, "0", 10_000_000);
                parser.Feed("41;</a>"u8);
                break;
            case "references":
                parser.Feed("<a>"u8);
                Repeat(parser, "&#65;&amp;", 10_000_000);
                parser.Feed("</a>"u8);
                break;
            case "empty elements":
                parser.Feed("<a>"u8);
                Repeat(parser, "<b c='>'/>", 10_000_000);
                parser.Feed("</a>"u8);
                break;
            default:
                Assert.Fail(what);
                break;
        }
    }

    /// <summary>Feeds something again and again, until so many bytes are there.</summary>
    private static void Repeat(XmlPushParser<Counting> parser, string what, int length)
    {
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(what, Math.Min(5000, (length / what.Length) + 1))));
        for (var fed = 0; fed < length; fed += chunk.Length)
            parser.Feed(chunk);
    }

    private struct Counting : IObserver<SaxEvent>
    {
        public long Events { get; private set; }

        public void OnNext(SaxEvent value) => Events++;

        public readonly void OnCompleted()
        {
        }

        public readonly void OnError(Exception error)
        {
        }
    }
}
