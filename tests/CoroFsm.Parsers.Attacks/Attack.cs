using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Attacks;

/// <summary>Hostile documents, fed to a parser piece by piece.</summary>
public static class Attack
{
    /// <summary>Feeds a document without its end.</summary>
    /// <typeparam name="THandler">The parser's handler.</typeparam>
    /// <param name="parser">The parser.</param>
    /// <param name="attack">The kind of document.</param>
    public static void FeedTo<THandler>(XmlPushParser<THandler> parser, string attack)
        where THandler : struct, IObserver<SaxEvent>
    {
        ArgumentNullException.ThrowIfNull(parser);
        Span<byte> buffer = stackalloc byte[64];
        switch (attack)
        {
            case "none":
                parser.Feed(
                    "<!DOCTYPE a [<!ENTITY e 'x'>]><a b='1' xmlns:p='u'><p:c>text &amp; &e;</p:c><!--c--><?p d?><![CDATA[x]]></a>"u8);
                break;
            case "billion laughs":
                var laughs = Enumerable.Range(1, 9).Select(
                    i => $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>");
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY l0 'lol'>{string.Concat(laughs)}]><a>&l9;</a>"));
                break;
            case "quadratic blow-up":
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e '{new string('x', 50_000)}'>]><a>"));
                Repeat(parser, "&e;", 1000);
                break;
            case "deep entities":
                var chain = Enumerable.Range(1, 5000).Select(i => $"<!ENTITY e{i} '&e{i - 1};'>");
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ENTITY e0 '<x/>'>{string.Concat(chain)}]><a>&e5000;</a>"));
                break;
            case "amplified defaults":
                parser.Feed(Encoding.UTF8.GetBytes($"<!DOCTYPE a [<!ATTLIST b c CDATA '{new string('x', 50_000)}'>]><a>"));
                Repeat(parser, "<b/>", 1000);
                break;
            case "attributes":
                parser.Feed("<a"u8);
                for (var i = 0; i < 200_000; i++)
                    Feed(parser, buffer, $" a{i}=''");
                parser.Feed(">"u8);
                break;
            case "namespace declarations":
                parser.Feed("<a"u8);
                for (var i = 0; i < 200_000; i++)
                    Feed(parser, buffer, $" xmlns:a{i}='u'");
                parser.Feed(">"u8);
                break;
            case "nested namespaces":
                for (var i = 0; i < 500; i++)
                    parser.Feed(Encoding.UTF8.GetBytes($"<a{string.Concat(Enumerable.Range(0, 200).Select(k => $" xmlns:a{k}='{i}'"))}>"));
                break;
            case "depth":
                Repeat(parser, "<a>", 1_000_000);
                break;
            case "name":
                parser.Feed("<a"u8);
                Repeat(parser, "a", 20_000_000);
                break;
            case "attribute name":
                parser.Feed("<a "u8);
                Repeat(parser, "a", 20_000_000);
                break;
            case "end tag":
                parser.Feed("<a></a"u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "reference":
                parser.Feed("<a>&"u8);
                Repeat(parser, "a", 1_000_000);
                break;
            case "value":
                parser.Feed("<a b='"u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "comment":
                parser.Feed("<!--"u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "instruction":
                parser.Feed("<?p "u8);
                Repeat(parser, "x", 20_000_000);
                break;
            case "blanks in a tag":
                parser.Feed("<a "u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "document type":
                parser.Feed("<!DOCTYPE a ["u8);
                Repeat(parser, " ", 20_000_000);
                break;
            case "namespace name":
                parser.Feed(Encoding.UTF8.GetBytes($"<a xmlns='{new string('u', 100_000)}'/>"));
                break;
            case "text":
                parser.Feed("<a>"u8);
                Repeat(parser, "text]] ", 100_000_000);
                parser.Feed("</a>"u8);
                break;
            case "CDATA":
                parser.Feed("<a><![CDATA["u8);
                Repeat(parser, "text]]\r\n&<", 30_000_000);
                parser.Feed("]]></a>"u8);
                break;
            case "names":
                FeedNames(parser, 300_000);
                break;
            case "2,000,000 names":
                FeedNames(parser, 2_000_000);
                break;
            case "namespaces":
                parser.Feed("<a>"u8);
                for (var i = 0; i < 100_000; i++)
                    Feed(parser, buffer, $"<n xmlns='{i}'/>");
                parser.Feed("</a>"u8);
                break;
            case "zeros":
                parser.Feed("<a>&#x"u8);
                Repeat(parser, "0", 10_000_000);
                parser.Feed("41;</a>"u8);
                break;
            case "references":
                parser.Feed("<a>"u8);
                Repeat(parser, "&#65;&amp;", 10_000_000);
                parser.Feed("</a>"u8);
                break;
            case "empty elements":
                parser.Feed("<a>"u8);
                Repeat(parser, "<b c='>'/>", 10_000_000);
                parser.Feed("</a>"u8);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(attack), attack, "There is no such attack.");
        }
    }

    private static void FeedNames<THandler>(XmlPushParser<THandler> parser, int count)
        where THandler : struct, IObserver<SaxEvent>
    {
        Span<byte> buffer = stackalloc byte[64];
        parser.Feed("<a>"u8);
        for (var i = 0; i < count; i++)
            Feed(parser, buffer, $"<n{i}/>");
        parser.Feed("</a>"u8);
    }

    /// <summary>Feeds a short piece without allocating: the memory that is measured is the parser's.</summary>
    private static void Feed<THandler>(
        XmlPushParser<THandler> parser,
        Span<byte> buffer,
        [InterpolatedStringHandlerArgument(nameof(buffer))] Utf8.TryWriteInterpolatedStringHandler piece)
        where THandler : struct, IObserver<SaxEvent>
    {
        Utf8.TryWrite(buffer, ref piece, out var length);
        parser.Feed(buffer[..length]);
    }

    /// <summary>Feeds a piece repeatedly until the given number of bytes is reached.</summary>
    private static void Repeat<THandler>(XmlPushParser<THandler> parser, string what, int length)
        where THandler : struct, IObserver<SaxEvent>
    {
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(what, Math.Min(5000, (length / what.Length) + 1))));
        for (var fed = 0; fed < length; fed += chunk.Length)
            parser.Feed(chunk);
    }
}
