using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>What a handler may call on the parser during an event, and the parser's state after the handler throws.</summary>
public sealed class ReentryTests
{
    [Fact]
    public void Reset_WithinHandler_ThrowsAndParserCanBeResetAfterwards()
    {
        var isBroken = true;
        List<string> seen = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            seen.Add(e.Name);
            if (isBroken)
                parser!.Reset();
        }));
        Assert.Contains(
            "in the middle of an event",
            Assert.Throws<InvalidOperationException>(() => parser.Feed("<a><b/></a>"u8)).Message,
            StringComparison.Ordinal);
        isBroken = false;
        parser.Reset();
        parser.Feed("<c/>"u8);
        parser.Complete();
        Assert.Equal(["a", "c", "c"], seen);
        parser.Dispose();
    }

    [Fact]
    public void Dispose_TwiceWithinHandler_EqualsOnce()
    {
        List<string> seen = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            seen.Add(e.Kind == SaxKind.StartElement ? "start" : $"end {e.Line}:{e.Column}");
            parser!.Dispose();
            parser.Dispose();
        }));
        parser.Feed("\n<a/>"u8);
        Assert.Equal(["start", "end 2:1"], seen);
    }

    [Fact]
    public void Dispose_AtTheXmlDeclaration_EndsTheDelivery()
    {
        List<SaxKind> seen = [];
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            seen.Add(e.Kind);
            parser!.Dispose();
        }));
        parser.Feed("<?xml version='1.0'?><a>text</a>"u8);
        Assert.Equal([SaxKind.XmlDeclaration], seen);
    }

    [Fact]
    public void Dispose_WithinDocumentBeyondLimit_DoesNotThrow()
    {
        XmlPushParser? parser = null;
        var target = new Each(_ => parser!.Dispose());
        parser = new(target, new() { MaxDocumentLength = 6 });
        parser.Feed("<a>12345</a>"u8);
        Assert.Null(target.Error);
    }

    [Fact]
    public void Reset_HandlerHasThrownAtComment_ResolvesNamespaces()
    {
        List<string> seen = [];
        using var parser = new XmlPushParser(new Each(e =>
        {
            seen.Add(e.NamespaceUri);
            Assert.NotEqual(SaxKind.Comment, e.Kind);
        }));
        Assert.ThrowsAny<Exception>(() => parser.Feed("<!--c-->"u8));
        parser.Reset();
        parser.Feed("<a xmlns='u'/>"u8);
        Assert.Equal(["", "u", "u"], seen);
    }

    [Theory]
    [InlineData("<s><x/>bye&lt;a/>", "&lt;a/>")]
    [InlineData("<s><x/>bye&#60;a/>", "&#60;a/>")]
    [InlineData("<s><x/>bye\r\n<a/>", "\n<a/>")]
    [InlineData("<s><![CDATA[bye\r\n]]><a/>", "\n]]><a/>")]
    public void Restart_WithinTextHandler_ContinuesAfterDeliveredText(string document, string rest)
    {
        Assert.Equal(Events(rest), Events(document));

        // The events after the restart, in one fragment without it.
        static string Events(string document)
        {
            List<string> seen = [];
            XmlPushParser? parser = null;
            parser = new(
                new Each(e =>
                {
                    seen.Add($"{e.Kind} {e.Name}{e.GetText()}");
                    if (e.GetText() == "bye")
                    {
                        parser!.Restart();
                        seen.Clear();
                    }
                }),
                new() { IsFragment = true });
            try
            {
                parser.Feed(Encoding.UTF8.GetBytes(document));
                parser.Complete();
            }
            catch (XmlPushException)
            {
                seen.Add("!");
            }

            parser.Dispose();
            return string.Join('|', seen);
        }
    }

    [Theory]
    [InlineData("<a/><b>\u0001</b>")]
    [InlineData("<a/><b>\uFFFF</b>")]
    public void Restart_FaultInNextDocument_IsReportedThere(string document)
    {
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            if (e.Name == "a" && e.Kind == SaxKind.EndElement)
                parser!.Restart();
        }));
        Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.UTF8.GetBytes(document)));
        parser.Dispose();
    }

    [Fact]
    public void Restart_AtEveryElementOfLargeChunk_CostIsLinear()
    {
        var count = 0;
        XmlPushParser? parser = null;
        parser = new(new Each(e =>
        {
            count++;
            parser!.Restart();
        }));
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 20_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        parser.Feed(chunk);
        Assert.Equal(20_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000 * 500);
        parser.Dispose();
    }
}
