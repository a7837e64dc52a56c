using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>What a handler may do to the parser from inside an event, and what is left when it throws.</summary>
public sealed class ReentryTests
{
    [Fact]
    public void Reset_FromInsideAnEvent_ThrowsAndTheParserCanBeResetAfterwards()
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
        Assert.Contains("in the middle of an event", Assert.Throws<InvalidOperationException>(() => parser.Feed("<a><b/></a>"u8)).Message, StringComparison.Ordinal);
        isBroken = false;
        parser.Reset();
        parser.Feed("<c/>"u8);
        parser.Complete();
        Assert.Equal(["a", "c", "c"], seen);
        parser.Dispose();
    }

    [Fact]
    public void Dispose_TwiceFromInsideAnEvent_IsAsOnce()
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
    public void Dispose_InADocumentThatIsTooLong_IsNoFailure()
    {
        XmlPushParser? parser = null;
        var target = new Each(_ => parser!.Dispose());
        parser = new(target, new() { MaxDocumentLength = 6 });
        parser.Feed("<a>12345</a>"u8);
        Assert.Null(target.Error);
    }

    [Fact]
    public void Reset_HandlerHasThrownAtAComment_NamesHaveTheirNamespaces()
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
    public void Restart_FromInsideAText_GoesOnBehindWhatWasDelivered(string document, string rest)
    {
        Assert.Equal(Events(rest), Events(document));

        // The events behind the restart, in one fragment without it.
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
    public void Restart_WithAFaultFurtherOn_TheNextDocumentHasIt(string document)
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
    public void Restart_AtEveryElementOfALargeChunk_CostsAsMuchAsTheElements()
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
