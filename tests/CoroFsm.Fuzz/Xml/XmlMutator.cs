using System.Text;

namespace CoroFsm.Fuzz.Xml;

/// <summary>Mutates a document: a few bytes, words or parts are changed, inserted, repeated or removed.</summary>
internal static class XmlMutator
{
    /// <summary>The maximum length of a repeated part, larger than a block of the parser.</summary>
    private const int MostRepeated = 40_000;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "<", ">", "&", ";", "'", "\"", "=", "/", "!", "?", "-", "[", "]", ":", " ", "\t", "\n", "\r", "\r\n", "#", "%", "x", "0", "\0",
            "\u0001", "\u007F",
            "<a>", "</a>", "<a/>", "</a", "<b ", "/>", "<!", "<?", "?>", "<!--", "-->", "--", "<![CDATA[", "]]>", "]]", "&lt;", "&amp;",
            "&#", "&#x", "&#0;", "&#xD;", "&#xFFFE;", "&#x110000;", "&#x100000041;",
            "&#00000000000065;", "&e;", "&nbsp;", "xmlns", "xmlns:p", "xmlns:p=''", "xmlns='urn:1'", "xml:", "xml", "xmlns:xml=", "p:",
            " a='1'", " a='1' a='2'", "a:b:c", "<?xml version='1.0'?>", "<?xml ", "version='1.1'",
            "encoding='utf-16'", "encoding='utf-8'", "encoding='latin1'", "standalone='no'", "<!DOCTYPE a>", "<!DOCTYPE a [", "]>",
            "<!ENTITY e 'v'>", "<!ENTITY % p 'v'>", "%p;", "<!ATTLIST a ", "CDATA #IMPLIED>", "<!ELEMENT ",
            "SYSTEM 's'", "PUBLIC 'p' 's'", "é", "😀", "\uFFFD", "\u00D7", "\u2028", "\u0085", "\uFEFF", "\u0300", "𐀀",
        }.Select(Encoding.UTF8.GetBytes),
        [0x80], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        [0xF0, 0x9F], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF],
    ];

    internal static byte[] Mutate(byte[] document, byte[] other, Random random)
    {
        List<byte> bytes = [.. document];
        for (var changes = 1 + random.Next(random.Next(2) == 0 ? 1 : 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 4)));
                    break;
                case 4 when at < bytes.Count:
                    bytes[at] = Words[random.Next(Words.Length)][0];
                    break;
                case 5 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 6:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
                    break;
                case 7:
                    bytes.InsertRange(at, Part(other, random));
                    break;
                case 8:
                    bytes.InsertRange(at, Part([.. bytes], random));
                    break;
                default:
                    if (random.Next(8) == 0)
                        Repeat(bytes, at, random);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Part(byte[] bytes, Random random)
    {
        var from = random.Next(bytes.Length + 1);
        return bytes[from..(from + random.Next(Math.Min(bytes.Length - from, 60) + 1))];
    }

    private static void Repeat(List<byte> bytes, int at, Random random)
    {
        var part = bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
        if (part.Count == 0 || bytes.Count > MostRepeated)
            return;
        var length = random.Next(3) == 0 ? MostRepeated : 1000;
        bytes.InsertRange(at, Enumerable.Repeat(part, random.Next(1, length / part.Count)).SelectMany(p => p));
    }
}
