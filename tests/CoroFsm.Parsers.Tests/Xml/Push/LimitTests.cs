using System.Text;
using CoroFsm.Parsers.Attacks;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Hostile input: each attack ends at a named limit and uses no more memory than the limits allow.</summary>
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

    /// <summary>Long but permitted input, which must use bounded memory.</summary>
    public static TheoryData<string> Floods => ["text", "CDATA", "names", "namespaces", "zeros", "references", "empty elements"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Feed_Attack_FailsAtItsLimit(string attack, string limit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new XmlPushParser<Counting>(default, new() { Dtd = XmlDtdMode.Process });
        var error = Assert.Throws<XmlPushException>(() => Attack.FeedTo(parser, attack));
        Assert.Contains($"{nameof(XmlPushOptions)}.{limit}", error.Message, StringComparison.Ordinal);
        Assert.True(error.LineNumber > 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void Feed_Flood_UsesBoundedMemory(string flood)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var parser = new XmlPushParser<Counting>(default);
        Attack.FeedTo(parser, flood);
        parser.Complete();
        Assert.True(parser.Handler.Events > 2);

        // New names fill their table; new namespaces are strings that are evicted again.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, flood is "names" or "namespaces" ? Most : Most / 20);
    }

    [Fact]
    public void Feed_ManyNames_AreEvicted()
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
    public void Feed_ManyNamesInEntityText_AreEvicted()
    {
        using var tokenizer = new XmlTokenizer<Counting>(default, new() { Dtd = XmlDtdMode.Process });
        tokenizer.Feed(Encoding.UTF8.GetBytes(
            $"<!DOCTYPE a [<!ENTITY e '<r>{string.Concat(Enumerable.Range(0, 60_000).Select(i => $"<n{i}/>"))}</r>'>]><a><b/>&e;<b/><c></c>"
                + "</a>"));
        tokenizer.Complete();
        Assert.InRange(tokenizer.Remembered.Names, 1, 20_000);
    }

    [Fact]
    public void Options_MaxTagLength_AppliesToTagsInOneChunk()
    {
        foreach (var document in new[] { "<a b='123'/>", "<a     />", "<a></a      >" })
            Assert.Contains(
                "MaxTagLength", EventText.Of(Encoding.UTF8.GetBytes(document), new() { MaxTagLength = 8 }), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\n! ",
            EventText.Of("<a b='1'></a   ><abcdef/>"u8.ToArray(), new() { MaxTagLength = 9, IsFragment = true }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_ReferencesInRereadTag_AreCountedOnce()
    {
        var options = new XmlPushOptions { Dtd = XmlDtdMode.Process, MaxEntityExpansion = 25 };
        Assert.DoesNotContain(
            "\n! ",
            EventText.Of("<!DOCTYPE a [<!ENTITY e '0123456789'>]><a b=''><a b='&e;' c='&e;'/></a>"u8.ToArray(), options),
            StringComparison.Ordinal);
        var blanks = new string(' ', 100_000);
        Assert.DoesNotContain(
            "\n! ",
            EventText.Of(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e '0123456789'>]><a b='&e;' c='&e;'{blanks}/>"), options, 1000),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_EveryLimit_CanBeLowered()
    {
        Assert.Contains("MaxDepth", Fail("<a><b/></a>", new() { MaxDepth = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxNameLength", Fail("<abc/>", new() { MaxNameLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxNameLength", Fail("<a abc=''/>", new() { MaxNameLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxAttributes", Fail("<a b='' c=''/>", new() { MaxAttributes = 1 }), StringComparison.Ordinal);
        Assert.Contains(
            "MaxNamespaceDeclarations",
            Fail("<a xmlns='u' xmlns:p='u'/>", new() { MaxNamespaceDeclarations = 1 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "MaxNamespacesInScope", Fail("<a xmlns='u'><b xmlns='v'/></a>", new() { MaxNamespacesInScope = 1 }), StringComparison.Ordinal);
        Assert.Contains("MaxValueLength", Fail("<a b='123'/>", new() { MaxValueLength = 2 }), StringComparison.Ordinal);
        Assert.Contains("MaxValueLength", Fail("<a><!--1234567--></a>", new() { MaxValueLength = 6 }), StringComparison.Ordinal);
        Assert.Contains("MaxDocumentLength", Fail("<a>12345</a>", new() { MaxDocumentLength = 6 }), StringComparison.Ordinal);
        Assert.Contains(
            "MaxEntityExpansion",
            Fail("<!DOCTYPE a [<!ENTITY e 'xxx'>]><a>&e;&e;</a>", new() { MaxEntityExpansion = 5, Dtd = XmlDtdMode.Process }),
            StringComparison.Ordinal);

        static string Fail(string document, XmlPushOptions options)
        {
            var whole = EventText.Of(Encoding.UTF8.GetBytes(document), options);
            Assert.Equal(whole, EventText.Of(Encoding.UTF8.GetBytes(document), options, 1));
            return whole.Split("\n! ")[1];
        }
    }

    [Fact]
    public void Feed_TextReachesDocumentLimit_DeliversTextWithinLimit()
    {
        var log = new EventLog();
        using var parser = new XmlPushParser(log, new() { MaxDocumentLength = 7 });
        parser.Feed("<a><b/>"u8);
        Assert.Throws<XmlPushException>(() => parser.Feed("<c/>"u8));
        Assert.Equal(["S a", "S b", "E b"], log.Lines);
    }

    [Theory]
    [InlineData(64 << 10)]
    [InlineData(1 << 30)]
    public void Feed_Amplification_CountsParsedNotFedBytes(int size)
    {
        var entity = new string('x', 100_000);
        var document = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE a [<!ENTITY e '{entity}'>]><a>{string.Concat(Enumerable.Repeat("&e;", 200))}{new string(' ', 20 << 20)}</a>");
        using var parser = new XmlPushParser<Counting>(
            default, new() { Dtd = XmlDtdMode.Process, MaxEntityExpansion = 1 << 30, MaxEntityAmplification = 2 });
        var error = Assert.Throws<XmlPushException>(() =>
        {
            for (var at = 0; at < document.Length; at += size)
                parser.Feed(document.AsSpan(at, Math.Min(size, document.Length - at)));
        });
        Assert.Contains(nameof(XmlPushOptions.MaxEntityAmplification), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_ContentModelTooDeepForTheStack_IsRefused()
    {
        var document = Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ELEMENT a {new string('(', 4_000_000)}");
        using var parser = new XmlPushParser<Counting>(default, new() { Dtd = XmlDtdMode.Process, MaxDepth = 10_000_000 });
        parser.Feed(document);
        Assert.Contains("stack", Assert.Throws<XmlPushException>(() => parser.Feed("b)>]><a/>"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_MoreOpenNamesThanCached_SmallChunksStayCheap()
    {
        using var parser = new XmlPushParser<Counting>(default, new() { MaxDepth = 100_000 });
        parser.Feed(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"<n{i}>"))));
        parser.Feed("<x>"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            parser.Feed("<y>"u8);
            parser.Feed("</y>"u8);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Options_LessThanOne_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { MaxDocumentLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new XmlPushOptions { Dtd = (XmlDtdMode)7 });
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
