using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

public sealed class EncodingTests
{
    private const string Content = "<a b='é'>\n日😀<c/>x</a>";

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    public void Parse_Unicode_GivesTheSameEventsInAnyChunks(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = $"<?xml version='1.0' encoding='{(name == "utf-8" ? name : "UTF-16")}'?>{Content}";
        byte[] document = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var log = new EventLog { WithPositions = true };
        using var parser = new XmlPushParser(log);
        parser.Feed(document);
        parser.Complete();
        var end = text.IndexOf("<a", StringComparison.Ordinal) + 1;
        Assert.Equal([$"1:{end} S a b='é'", $"1:{end + 9} T \n日😀", "2:4 S c", "2:4 E c", "2:8 T x", "2:9 E a"], log.Lines.Skip(1));

        for (var size = 1; size < 9; size++)
            Assert.Equal(EventText.Of(document), EventText.Of(document, null, size));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void ByteOffset_Utf16_IsThatOfTheInput(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] document = [.. encoding.GetPreamble(), .. encoding.GetBytes(Content)];
        Assert.Contains(
            $"S 2:4@{2 + (2 * Content.IndexOf("<c", StringComparison.Ordinal))} c", EventText.Of(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Latin1_IsTranscodedFromTheDeclarationOn()
    {
        var text = "<?xml version='1.0' encoding='ISO-8859-1'?><a b='é'>ÿ<c/></a>";
        var document = Encoding.Latin1.GetBytes(text);
        var events = EventText.Of(document);
        Assert.Contains("b{}=é", events, StringComparison.Ordinal);
        Assert.Contains("ÿ", events, StringComparison.Ordinal);
        Assert.Contains($"@{text.IndexOf("<c", StringComparison.Ordinal)} c", events, StringComparison.Ordinal);
        for (var size = 1; size < 9; size++)
            Assert.Equal(events, EventText.Of(document, null, size));
    }

    [Fact]
    public void Parse_InvalidAscii_FailsAtTheByte()
    {
        var text = "<?xml version='1.0' encoding='US-ASCII'?><a>x";
        byte[] document = [.. Encoding.ASCII.GetBytes(text), 0xC3, 0xA9, (byte)'<'];
        var log = new EventLog();
        using var parser = new XmlPushParser(log);
        var error = Assert.Throws<XmlPushException>(() => parser.Feed(document));
        Assert.Equal(text.Length, error.ByteOffset);
        Assert.Contains("0xC3", error.Message, StringComparison.Ordinal);
        Assert.Contains("T x", log.Lines);
    }

    [Theory]
    [InlineData("0000FEFF0000003C", "UTF-32")]
    [InlineData("FFFE00003C000000", "UTF-32")]
    [InlineData("0000003C", "UTF-32")]
    [InlineData("3C000000", "UTF-32")]
    [InlineData("4C6FA794", "EBCDIC")]
    public void Parse_OtherEncoding_IsRefusedByName(string start, string name)
    {
        using var parser = new XmlPushParser(new EventLog());
        Assert.Contains(
            name, Assert.Throws<XmlPushException>(() => parser.Feed(Convert.FromHexString(start))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "utf-8")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?><a/>", "utf-16")]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?><a/>", "utf-8")]
    [InlineData("<?xml version='1.0' encoding='windows-1252'?><a/>", "utf-8")]
    public void Parse_MismatchedDeclaration_IsRefused(string document, string encoding)
    {
        using var parser = new XmlPushParser(new EventLog());
        Assert.Throws<XmlPushException>(() => parser.Feed(Encoding.GetEncoding(encoding).GetBytes(document)));
    }

    [Theory]
    [InlineData("3C0061003E0000D8")]                   // a high surrogate at the end
    [InlineData("3C0061003E0000D83C00")]               // without its other half
    [InlineData("3C0061003E0000DC3C002F00")]           // a low surrogate alone
    [InlineData("3C0061003E003C")]                     // half a code unit
    public void Parse_BrokenUtf16_Fails(string document)
    {
        var bytes = Convert.FromHexString(document);
        Assert.Contains("\n! ", EventText.Of(bytes), StringComparison.Ordinal);
        Assert.Equal(EventText.Of(bytes), EventText.Of(bytes, null, 1));
    }

    [Fact]
    public void Parse_LongUtf16_IsTheSameAsUtf8()
    {
        var text = $"<a>{string.Concat(Enumerable.Range(0, 5000).Select(i => $"<b c='{i}'>日{i}😀\n</b>"))}</a>";
        var narrow = new EventText { WithPositions = false };
        var wide = new EventText { WithPositions = false };
        using var first = new XmlPushParser(narrow);
        first.Feed(Encoding.UTF8.GetBytes(text));
        using var second = new XmlPushParser(wide);
        foreach (var piece in Pieces.Of([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)], 9999))
            second.Feed(piece.Span);
        Assert.Equal(narrow.ToString(), wide.ToString());
    }
}
