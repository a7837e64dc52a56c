using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Doubling the document at most about doubles the work, measured as bytes scanned again and bytes allocated.</summary>
public sealed class GrowthTests
{
    private const double MostGrowth = 2.3;

    /// <summary>Input that makes a position query or an entity look back, and by how many bytes each time.</summary>
    public static TheoryData<string, string, string> Lookbacks => new()
    {
        { "defaults behind references", "<!DOCTYPE r [<!ENTITY e 'x'><!ATTLIST b d CDATA 'x'>]><r>", "<b c='&e;'/>" },
        { "references in a text", "<!DOCTYPE r [<!ENTITY e '<x/>'>]><r>", "t&e;" },
        { "references in a text of their own", "<!DOCTYPE r [<!ENTITY e 'x'>]><r>", "&e;" },
        { "references in a long text", "<!DOCTYPE r [<!ENTITY e 'x'>]><r>", new string('t', 900) + "&e;" },
        { "references of all kinds", "<!DOCTYPE r [<!ENTITY e 'x'>]><r>", "&amp;&#65;t\r\n&e;<![CDATA[x\r\ny]]>" },
        { "tags", "<r>", "<b c='1' d='&lt;'>t</b>" },
        { "line ends", "<r>", "t\r\n" },
    };

    [Theory]
    [MemberData(nameof(Lookbacks))]
    public void Line_ReadAtEachEvent_ScansEachByteAFewTimes(string name, string start, string what)
    {
        Assert.NotEmpty(name);
        foreach (var size in (int[])[int.MaxValue, 1000, 70])
        {
            var (length, passed) = PassedBy(start, what, 200_000, size);
            Assert.True(passed <= 4 * length, $"{passed:N0} bytes were passed for {length:N0}, in chunks of {size:N0}");
        }
    }

    [Fact]
    public void Line_ReadAfterLongComment_ScansEachByteAFewTimes()
    {
        // The window has grown, so its positions reach far back.
        var (length, passed) = PassedBy(
            $"<!DOCTYPE r [<!ENTITY e 'x'><!ATTLIST b d CDATA 'x'>]><r><!--{new string('x', 3_000_000)}-->",
            $"<b c='&e;'/>{new string('t', 500)}",
            3_000_000,
            int.MaxValue);
        Assert.True(passed <= 4 * length, $"{passed:N0} bytes were passed for {length:N0}");
    }

    [Theory]
    [InlineData("ISO-8859-1", "é")]
    [InlineData("US-ASCII", "x")]
    [InlineData("UTF-8", "x")]
    public void Restart_ManyDocumentsInOneChunk_CopiesEachByteAFewTimes(string encoding, string text)
    {
        var document = $"<?xml version='1.0' encoding='{encoding}'?><a>{text}</a>";
        var (once, twice) = (AllocatedBy(2_000), AllocatedBy(4_000));
        Assert.True(twice <= (once * MostGrowth) + 100_000, $"{once:N0}, {twice:N0}");

        long AllocatedBy(int count)
        {
            byte[] bytes = [.. Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(document, count)))];
            var documents = 0;
            XmlPushParser<SaxObserver>? parser = null;
            var observer = new Each(e =>
            {
                if (e.Kind == SaxKind.EndElement && ++documents < count)
                    parser!.Restart();
            });
            parser = new(new(observer));
            var before = GC.GetAllocatedBytesForCurrentThread();
            parser.Feed(bytes);
            parser.Complete();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            parser.Dispose();
            Assert.Equal(count, documents);
            return allocated;
        }
    }

    [Theory]
    [InlineData("<a><!--", "x", "--></a>")]
    [InlineData("<a b='", "x", "'/>")]
    [InlineData("<a b='", "&#65;xxxxxxxxxxx", "'/>")]
    [InlineData("<a><?p ", "x", "?></a>")]
    public void Feed_RaisedLimits_BuffersGrowGeometrically(string start, string what, string end)
    {
        var (once, twice) = (AllocatedBy(16 << 20), AllocatedBy(32 << 20));
        Assert.True(twice <= (once * MostGrowth) + (1 << 20), $"{once:N0}, {twice:N0}");

        long AllocatedBy(int length)
        {
            var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(what, (64 << 10) / what.Length)));
            using var parser = new XmlPushParser(
                Sink.Ignore<SaxEvent>(), new() { MaxValueLength = int.MaxValue, MaxTagLength = int.MaxValue });
            var before = GC.GetAllocatedBytesForCurrentThread();
            parser.Feed(Encoding.UTF8.GetBytes(start));
            for (var fed = 0; fed < length; fed += chunk.Length)
                parser.Feed(chunk);
            parser.Feed(Encoding.UTF8.GetBytes(end));
            parser.Complete();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static (long Length, long Passed) PassedBy(string start, string what, int length, int chunkSize)
    {
        var document = Encoding.UTF8.GetBytes($"{start}{string.Concat(Enumerable.Repeat(what, length / what.Length))}</r>");
        var sum = 0L;
        using var tokenizer = new XmlTokenizer<SaxObserver>(
            new(new Each(e => sum += e.Line + e.Column + e.ByteOffset)), new() { Dtd = XmlDtdMode.Process });
        foreach (var piece in Pieces.Of(document, Math.Min(chunkSize, document.Length)))
            tokenizer.Feed(piece.Span);
        tokenizer.Complete();
        Assert.NotEqual(0, sum);
        return (document.Length, tokenizer.PassedBytes);
    }
}
