using System.Text;
using System.Xml;
using CoroFsm.Parsers.Tests.Support;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Course;

/// <summary>Part 3 of the course: a parser's callbacks become events for a target.</summary>
public sealed class SaxEvents
{
    private const string Note = """<note date="1 May"><to>Ann</to>milk &amp; tea</note>""";

    private readonly StringWriter output = new() { NewLine = "\n" };

    public static TheoryData<string> Sources => ["stream", "characters", "reader", "asynchronous", "byte by byte"];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Handler_AnySource_ForwardsEventsInDocumentOrder(string source)
    {
        var printer = new TextCoalescer(Machine.Start<SaxEvent>(Print));
        var bytes = new MemoryStream(Encoding.UTF8.GetBytes(Note));
        switch (source)
        {
            case "stream":
                new XmlReaderSource(bytes).Run(printer);
                break;
            case "characters":
                new XmlReaderSource(new StringReader(Note)).Run(printer);
                break;
            case "reader":
                using (var reader = XmlReader.Create(bytes))
                    new XmlReaderSource(reader).Run(printer);
                break;
            case "asynchronous":
                await new XmlReaderSource(bytes).RunAsync(printer, TestContext.Current.CancellationToken);
                break;
            default:
                new XmlReaderSource(new ChunkedStream(Encoding.UTF8.GetBytes(Note), 1)).Run(printer);
                break;
        }

        Assert.Equal(
            """
            start note date=1 May
            start to
            text Ann
            end to
            text milk & tea
            end note
            no more

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    private async Coroutine Print(Inbox<SaxEvent> events)
    {
        await foreach (var e in events)
        {
            output.WriteLine(e.Kind switch
            {
                SaxKind.StartElement => $"start {e.Name}{string.Concat(e.Attributes.Select(a => $" {a.Name}={a.Value}"))}",
                SaxKind.EndElement => $"end {e.Name}",
                _ => $"text {e.GetText()}",
            });
        }

        output.WriteLine("no more");
    }
}
