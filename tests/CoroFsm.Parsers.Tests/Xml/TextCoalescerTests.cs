using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml;

public sealed class TextCoalescerTests
{
    [Property]
    public bool OnNext_AnyDocument_MergesLikeTheModel(NonEmptyArray<byte> choices)
    {
        string[] parts = ["t", "<![CDATA[c]]>", "&amp;", "<e/>", "<e>x</e>", "<!--c-->", "<?p?>", "é", " \r\n"];
        var document = $"<r>{string.Concat(choices.Get.Select(c => parts[c % parts.Length]))}</r>";
        var plain = new EventLog();
        var merged = new EventLog();
        new XmlReaderSource(new StringReader(document)).Run(plain);
        new XmlReaderSource(new StringReader(document)).Run(new TextCoalescer(merged));
        return plain.Merged.SequenceEqual(merged.Lines) && merged.IsCompleted;
    }

    [Fact]
    public void OnNext_MergedText_HasThePositionOfItsStart()
    {
        var log = new EventLog { WithPositions = true };
        new XmlReaderSource(new StringReader("<a>\n x<![CDATA[y]]>z</a>")).Run(new TextCoalescer(log));
        Assert.Equal(["1:1 S a", "1:4 T \n xyz", "2:17 E a"], log.Lines);
    }

    [Fact]
    public void OnNext_TextBeyondTheLimit_FailsWithPosition()
    {
        var document = $"<a>\n<b>{new string('x', 5000)}</b></a>";
        new XmlReaderSource(new StringReader(document)).Run(new TextCoalescer(new EventLog(), maxLength: 5000));
        var error = Assert.Throws<XmlException>(
            () => new XmlReaderSource(new StringReader(document)).Run(new TextCoalescer(new EventLog(), maxLength: 4999)));
        Assert.Equal((2, 4), (error.LineNumber, error.LinePosition));
        Assert.Contains("4999", error.Message);
    }

    [Fact]
    public void OnError_IncompleteText_IsNotDelivered()
    {
        var log = new EventLog();
        Assert.Throws<XmlException>(() => new XmlReaderSource(new StringReader("<a>half")).Run(new TextCoalescer(log)));
        Assert.Equal(["S a"], log.Lines);
        Assert.IsType<XmlException>(log.Error);
    }
}
