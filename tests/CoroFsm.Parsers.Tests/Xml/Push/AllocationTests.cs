using System.Text;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65536)]
    public void Feed_KnownNames_AllocatesNothing(int size)
    {
        var record = "<b:r xmlns:b='u' i='1' j='x &amp; y'><c>1</c>\r\n<d/>t&#65;&amp;<![CDATA[x]]><!--c\r\n--><?p d?></b:r>";
        var document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(record, 200)));
        using var parser = new XmlPushParser(new Reading());
        parser.Feed("<a>"u8);
        FeedInPieces();
        FeedInPieces();
        Assert.Equal(0, Allocated.By(FeedInPieces));

        void FeedInPieces()
        {
            for (var at = 0; at < document.Length; at += size)
                parser.Feed(document.AsSpan(at, Math.Min(size, document.Length - at)));
        }
    }

    [Fact]
    public void Feed_IntoAMachine_AllocatesNothing()
    {
        long total = 0;
        using var machine = Machine.Start<SaxEvent>(async sax =>
        {
            while (true)
            {
                var e = await sax.Receive();
                total += e.Text.Length + e.Name.Length;
            }
        });
        using var parser = new XmlPushParser(machine);
        var document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<b><c>1</c></b>", 500)));
        parser.Feed("<a>"u8);
        parser.Feed(document);
        parser.Feed(document);
        Assert.Equal(0, Allocated.By(() => parser.Feed(document)));
        Assert.True(total > 0);
    }

    /// <summary>Reads everything that can be read without creating a string.</summary>
    private sealed class Reading : IObserver<SaxEvent>
    {
        private long total;

        public void OnNext(SaxEvent value)
        {
            total += value.Name.Length + value.Text.Length + value.NamespaceUri.Length + value.Line + value.Column + value.ByteOffset;
            var attributes = value.Attributes;
            for (var i = 0; i < attributes.Count; i++)
                total += attributes.GetName(i).Length + attributes.GetText(i).Length;
            total += attributes.TryParse<int>("i", out var number) ? number : 0;
        }

        public void OnCompleted() => Assert.NotEqual(0, total);

        public void OnError(Exception error)
        {
        }
    }
}
