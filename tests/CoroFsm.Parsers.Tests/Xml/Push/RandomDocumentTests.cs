using System.Globalization;
using System.Text;
using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Both sources agree on documents written by .NET and on mutations of them.</summary>
public sealed class RandomDocumentTests
{
    /// <summary>
    /// Characters in these documents that the fifth edition allows in names and the fourth does not: an emoji, and a byte-order mark that
    /// a mutation has moved.
    /// </summary>
    private static readonly string[] FifthEdition = ["😀", "\uFEFF"];

    [Property(MaxTest = 300)]
    public void Feed_DocumentFromXmlWriter_GivesTheEventsOfXmlReader(DoNotSize<int> seed, PositiveInt size)
    {
        var document = Write(new(seed.Item));
        var pulled = new EventText { WithPositions = false };
        new XmlReaderSource(new MemoryStream(document)).Run(pulled);
        var pushed = new EventText { WithPositions = false };
        using var parser = new XmlPushParser(pushed);
        foreach (var piece in Pieces.Of(document, size.Get))
            parser.Feed(piece.Span);
        parser.Complete();
        Assert.Equal(pulled.ToString(), pushed.ToString());
    }

    [Property(MaxTest = 300)]
    public void Feed_AnyChunks_GivesTheSamePositions(DoNotSize<int> seed, NonEmptyArray<PositiveInt> sizes)
    {
        var document = Write(new(seed.Item));
        Assert.Equal(EventText.Of(document), EventText.Of(document, null, [.. sizes.Get.Select(s => s.Get)]));
    }

    [Property(MaxTest = 2000)]
    public void Feed_MutatedDocument_GetsTheVerdictOfXmlReader(DoNotSize<int> seed)
    {
        var random = new Random(seed.Item);
        var document = Mutate(Write(random), random);
        Assert.Equal(EventText.Of(document), EventText.Of(document, null, random.Next(1, 20)));

        var (pushed, names) = Push(document);
        var pulled = Record.Exception(() => new XmlReaderSource(new MemoryStream(document)).Run(new EventText()));
        Assert.True(pulled is null or XmlException, $"{pulled}");
        if (pushed is null != pulled is null && !IsKnownDifference(document, pushed, pulled, names))
            Assert.Fail(
                $"XmlReader: {pulled?.Message ?? "accepted"}; push: {pushed?.Message ?? "accepted"}\n{Encoding.UTF8.GetString(document)}");
    }

    /// <summary>
    /// All differences of the two in these documents: a name of the fifth edition, a spelling of utf-8, and a version that starts with
    /// 1.0, after which XmlReader does not look.
    /// </summary>
    private static bool IsKnownDifference(byte[] document, XmlPushException? pushed, Exception? pulled, List<string> names)
    {
        if (pushed is null)
        {
            return names.Exists(name => FifthEdition.Any(letter => name.Contains(letter, StringComparison.Ordinal)))
                || pulled!.Message.StartsWith("System does not support 'utf8' encoding", StringComparison.Ordinal);
        }

        var version = document.AsSpan().IndexOf("<?xml version=\"1.0"u8) + "<?xml version=\"".Length;
        var length = document.AsSpan(version).IndexOf((byte)'"');
        return version <= 18 && pushed.ByteOffset >= version && pushed.ByteOffset < version + length;
    }

    private static (XmlPushException? Error, List<string> Names) Push(byte[] document)
    {
        List<string> names = [];
        using var parser = new XmlPushParser(new Each(e => names.AddRange([e.Name, .. e.Attributes.Select(a => a.Name)])));
        try
        {
            parser.Feed(document);
            parser.Complete();
            return (null, names);
        }
        catch (XmlPushException error)
        {
            return (error, names);
        }
    }

    internal static byte[] Mutate(byte[] document, Random random)
    {
        List<byte> bytes = [.. document];
        byte[] marks = "<>&;'\"=/!?-[]xml:\t\n\r #\u0000"u8.ToArray();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, marks[random.Next(marks.Length)]);
                    break;
                case 2:
                    bytes[at] = marks[random.Next(marks.Length)];
                    break;
                default:
                    var length = Math.Min(random.Next(1, 30), bytes.Count - at);
                    var part = bytes.GetRange(at, length);
                    bytes.InsertRange(random.Next(bytes.Count), part);
                    break;
            }
        }

        return [.. bytes];
    }

    internal static byte[] Write(Random random)
    {
        var output = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: random.Next(4) == 0),
            Indent = random.Next(2) == 0,
            NewLineChars = random.Next(3) == 0 ? "\r\n" : "\n",
            NewLineHandling = random.Next(2) == 0 ? NewLineHandling.Entitize : NewLineHandling.None,
            OmitXmlDeclaration = random.Next(2) == 0,
        };
        using (var writer = XmlWriter.Create(output, settings))
        {
            writer.WriteStartDocument();
            if (random.Next(3) == 0)
                writer.WriteComment(" before ");
            WriteElement(writer, random, 0);
            if (random.Next(3) == 0)
                writer.WriteProcessingInstruction("behind", "it");
            writer.WriteEndDocument();
        }

        return output.ToArray();
    }

    private static void WriteElement(XmlWriter writer, Random random, int depth)
    {
        if (random.Next(4) == 0)
            writer.WriteStartElement("p" + random.Next(2), "e" + random.Next(5), "urn:" + random.Next(3));
        else
            writer.WriteStartElement("e" + random.Next(5));
        for (var i = random.Next(4); i > 0; i--)
            writer.WriteAttributeString("a" + i.ToString(CultureInfo.InvariantCulture), Text(random));
        if (random.Next(6) == 0)
            writer.WriteAttributeString("q", "b", "urn:q", Text(random));
        for (var i = random.Next(depth > 4 ? 2 : 6); i > 0; i--)
        {
            switch (random.Next(7))
            {
                case 0:
                    writer.WriteCData(Text(random).Replace("]]>", "", StringComparison.Ordinal));
                    break;
                case 1:
                    writer.WriteComment(Text(random).Replace('-', '_'));
                    break;
                case 2:
                    writer.WriteProcessingInstruction(
                        "p" + random.Next(3), "d" + Text(random).Replace("?>", "", StringComparison.Ordinal).Trim());
                    break;
                case 3 or 4:
                    writer.WriteString(Text(random));
                    break;
                default:
                    WriteElement(writer, random, depth + 1);
                    break;
            }
        }

        writer.WriteEndElement();
    }

    private static string Text(Random random)
    {
        string[] parts =
        [
            "a", "b ", "<", ">", "&", "'", "\"", "]]", "]]>", "é", "😀", "\n", "\t", "\r", "=", "1", "-", "日本", new string('x', 40), " ",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
