using System.Globalization;
using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Recorded events carry all data of the parsed events, wherever the recording is split.</summary>
public sealed class RecordingTests
{
    private static readonly XmlPushOptions WithDtd = new() { Dtd = XmlDtdMode.Process };

    [Theory]
    [MemberData(nameof(SplitPointTests.Documents), MemberType = typeof(SplitPointTests))]
    public void Record_AnyDocument_ReplaysTheSameEvents(string document)
    {
        foreach (var size in new[] { 1, 2, 5, 1000 })
            Check(Encoding.UTF8.GetBytes(document), WithDtd, new(size), size);
    }

    [Property(MaxTest = 300)]
    public void Record_RandomDocument_ReplaysTheSameEvents(DoNotSize<int> seed, NonEmptyArray<PositiveInt> sizes, bool isMutated)
    {
        var random = new Random(seed.Item);
        var document = RandomDocumentTests.Write(random);
        Check(isMutated ? RandomDocumentTests.Mutate(document, random) : document, WithDtd, random, [.. sizes.Get.Select(s => s.Get * 7)]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public void Record_OtherEncoding_KeepsPositions(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var document = $"<?xml version='1.0' encoding='{name}'?><a>\u00E9\r\n<b c='\u00E9'/>\u00E9\u00E9<d/>x</a>";
        Check([.. encoding.GetPreamble(), .. encoding.GetBytes(document)], null, new(1), 3);
    }

    [Fact]
    public void Record_ChangingNamesAndNamespaces_KeepsThoseOfEachEvent()
    {
        var document = new StringBuilder("<a xmlns='u' xmlns:p='v'>");
        for (var i = 0; i < 20_000; i++)
            document.Append(CultureInfo.InvariantCulture, $"<b/><p:b/><c xmlns='u{i % 3}' xmlns:p='w'><b/><p:b/><n{i}/></c>\n");
        Check(Encoding.UTF8.GetBytes($"{document}</a>"), null, new(1), 4096);
    }

    [Fact]
    public void Record_MoreNamesThanCached_KeepsThoseOfEachEvent()
    {
        var document = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<b/><n{i}/><c/>"));
        Check(Encoding.UTF8.GetBytes($"<a>{document}</a>"), null, new(1), 4096);
    }

    [Fact]
    public void Record_LongTextsAndManyEvents_KeepsOrder()
    {
        var document = new StringBuilder("<a>");
        for (var i = 0; i < 300; i++)
            document.Append("<b/>").Append('x', i * 700 % 100_000).Append("&amp;\r\ny<![CDATA[z]]>").Append(
                string.Concat(Enumerable.Repeat("<c>1</c>", i * 13 % 700)));
        Check(Encoding.UTF8.GetBytes($"{document}</a>"), null, new(1), 100_000, 13);
    }

    [Fact]
    public void Record_RestartAndReset_LosesNothing()
    {
        var text = new EventText();
        using (var stage = new ThreadedSaxStage(text))
        {
            using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
            parser.Feed("<a>\n<b>1</b>x<y"u8);
            parser.Restart();
            parser.Feed("<c>\n<d>2</d><e"u8);
            parser.Reset();
            parser.Feed("<f>3</f>"u8);
            parser.Complete();
            stage.Join(TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            """

            S 1:1@0 a{}
            T 1:4@3 \n
            S 2:1@4 b{}
            T 2:4@7 1
            E 2:5@8 b{}
            T 2:9@12 x
            S 1:1@15 c{}
            T 1:4@18 \n
            S 2:1@19 d{}
            T 2:4@22 2
            E 2:5@23 d{}
            S 1:1@0 f{}
            T 1:4@3 3
            E 1:5@4 f{}
            """.Replace("\\n", "\n", StringComparison.Ordinal),
            text.ToString());
    }

    [Fact]
    public void Record_TwoParsersAlternate_EachEventHasItsOwnBytes()
    {
        var text = new EventText { WithPositions = false };
        using var stage = new ThreadedSaxStage(text);
        using var one = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        using var other = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        one.Feed("<a>1<b/"u8);
        other.Feed("<c>2<d/"u8);
        one.Feed(">3</a>"u8);
        other.Feed(">4</c>"u8);
        one.Complete();
        stage.Join(TestContext.Current.CancellationToken);
        Assert.Equal("S a{}|T 1|S c{}|T 2|S b{}|E b{}|T 3|E a{}|S d{}|E d{}|T 4|E c{}", text.ToString().Trim().Replace('\n', '|'));
    }

    [Fact]
    public void Handler_Replaced_RecordsForTheNewStage()
    {
        var (first, second) = (new EventText { WithPositions = false }, new EventText { WithPositions = false });
        using var one = new ThreadedSaxStage(first);
        using var other = new ThreadedSaxStage(second);
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(one));
        parser.Feed("<a>1</a>"u8);
        parser.Complete();
        parser.Reset();
        parser.Handler = new(other);
        parser.Feed("<b>2<c d='3'/></b>"u8);
        parser.Complete();
        one.Join(TestContext.Current.CancellationToken);
        other.Join(TestContext.Current.CancellationToken);
        Assert.Equal("S a{}|T 1|E a{}", first.ToString().Trim().Replace('\n', '|'));
        Assert.Equal("S b{}|T 2|S c{} d{}=3|E c{}|E b{}", second.ToString().Trim().Replace('\n', '|'));
    }

    [Fact]
    public void Record_SteadyState_AllocatesNothing()
    {
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<b>text</b>\r\n", 1000)));
        using var stage = new ThreadedSaxStage(Sink.Ignore<SaxEvent>());
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage));
        parser.Feed("<a>"u8);
        Feed();
        Assert.Equal(0, Allocated.By(Feed));
        parser.Feed("</a>"u8);
        parser.Complete();
        stage.Join(TestContext.Current.CancellationToken);

        void Feed()
        {
            for (var i = 0; i < 100; i++)
                parser.Feed(piece);
        }
    }

    private static void Check(byte[] document, XmlPushOptions? options, Random flushes, params int[] chunks)
    {
        var expected = EventText.Of(document, options, chunks);
        var text = new EventText();
        using var stage = new ThreadedSaxStage(text);
        using var parser = new XmlPushParser<ThreadedSaxHandler>(new(stage), options);
        var end = "";
        try
        {
            foreach (var piece in Pieces.Of(document, chunks))
            {
                parser.Feed(piece.Span);
                if (flushes.Next(10) == 0)
                    stage.Flush();
            }

            parser.Complete();
            stage.Join(TestContext.Current.CancellationToken);
        }
        catch (XmlPushException error)
        {
            Assert.Throws<XmlPushException>(() => stage.Join(TestContext.Current.CancellationToken));
            Assert.Same(error, text.Error);
            end = $"\n! {error.LineNumber}:{error.LinePosition}@{error.ByteOffset} {error.Message}";
        }

        Assert.Equal(expected, $"{text}{end}");
    }
}
