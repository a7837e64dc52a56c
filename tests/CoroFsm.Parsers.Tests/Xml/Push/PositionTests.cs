using System.Globalization;
using System.Text;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Lines, columns and offsets of all events equal a plain count of the document's characters.</summary>
public sealed class PositionTests
{
    private static readonly string[] Parts =
    [
        "<b>", "<ü>", "\r", "\n", "\r\n", "\n\r", " ", "\t", "x", "é", "日本", "😀", "&amp;", "&#13;", "&#x1F600;", "]]", new('y', 31),
        new('y', 33), new('é', 17), "<c d='\r\n1' e='é😀'\r\n\tf='&lt;'/>",
        "<ä/>", "<!--\r\nö-->", "<?p \r x?>", "<![CDATA[\r\n😀\r]]>", "</>", "</>", "</>",
    ];

    [Property(MaxTest = 1000)]
    public void Event_AnyDocumentAndChunks_HasPositionOfPlainCount(int seed, NonEmptyArray<PositiveInt> sizes, bool asksAll)
    {
        var random = new Random(seed);
        var expected = new StringBuilder();
        var text = Write(random, random.Next(2, 400), expected);
        var seen = new StringBuilder();
        var asked = new Random(seed);
        var wasText = false;
        using var parser = new XmlPushParser(new Each(e =>
        {
            var isText = e.Kind == SaxKind.Text;
            if (isText && wasText && (asksAll || asked.Next(2) == 0))
                Assert.True(e.Line > 0 && e.Column > 0);
            if (!(isText && wasText) && e.Kind is not (SaxKind.EndElement or SaxKind.CData))
                seen.Append(CultureInfo.InvariantCulture, $"{e.Kind} {e.Line}:{e.Column}@{e.ByteOffset}\n");
            wasText = isText;
        }));
        foreach (var piece in Pieces.Of(Encoding.UTF8.GetBytes(text), [.. sizes.Get.Select(s => s.Get * (asksAll ? 1 : 50))]))
            parser.Feed(piece.Span);
        parser.Complete();
        Assert.Equal(expected.ToString(), seen.ToString());
    }

    /// <summary>Writes a document and the positions of its events.</summary>
    private static string Write(Random random, int count, StringBuilder expected)
    {
        var document = new StringBuilder();
        var open = new Stack<string>();
        var (isInText, isEnding) = (false, false);
        Add("<r>");
        for (var i = 0; i < count; i++)
            Add(Parts[random.Next(Parts.Length)]);
        isEnding = true;
        while (open.Count > 0)
            Add("</>");
        return document.ToString();

        void Add(string part)
        {
            if (part == "</>")
            {
                if (open.Count == 1 && !isEnding)
                    return;
                part = $"</{open.Pop()}>";
                isInText = false;
            }
            else if (part[0] == '<')
            {
                var kind = part[1] switch
                {
                    '!' when part[2] == '-' => SaxKind.Comment,
                    '!' => SaxKind.CData,
                    '?' => SaxKind.ProcessingInstruction,
                    _ => SaxKind.StartElement,
                };
                if (kind != SaxKind.CData)
                    Expect(kind);
                if (kind == SaxKind.StartElement && part[^2] != '/')
                    open.Push(part[1..^1]);
                isInText = false;
            }
            else
            {
                if (!isInText)
                    Expect(SaxKind.Text);
                isInText = true;
            }

            document.Append(part);
        }

        void Expect(SaxKind kind)
        {
            var (line, column) = (1, 1);
            for (var i = 0; i < document.Length; i++)
            {
                var isBreak = document[i] == '\n' || document[i] == '\r' && (i + 1 == document.Length || document[i + 1] != '\n');
                (line, column) = isBreak ? (line + 1, 1) : (line, column + 1);
            }

            expected.Append(CultureInfo.InvariantCulture, $"{kind} {line}:{column}@{Encoding.UTF8.GetByteCount(document.ToString())}\n");
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(800)]
    public void After_LineLongerThanMaxColumn_StaysAtMaxColumn(int length)
    {
        var place = new TextPosition(1, int.MaxValue - 3, 0).After(new byte[length].AsSpan(), 0);
        Assert.Equal((1, int.MaxValue, length), (place.Line, place.Column, (int)place.ByteOffset));

        var (line, column) = (1, int.MaxValue - 3);
        Assert.True(TextPosition.TryPass(new byte[32], 8, ref line, ref column));
        Assert.Equal((1, int.MaxValue), (line, column));
    }
}
