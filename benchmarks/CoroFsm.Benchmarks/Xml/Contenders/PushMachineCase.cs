using CoroFsm.Benchmarks.Xml.Documents;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>Runs the push parser into a machine: one coroutine for each document, and one wait for each event.</summary>
internal sealed class PushMachineCase(DocumentKind kind, string contender, string baseline) : XmlCase(kind, contender, baseline)
{
    private readonly XmlPushParser<SaxObserver> parser = new(default);

    protected override void Parse(Document document)
    {
        parser.Handler = new(Machine.Start<SaxEvent>(Count));
        parser.Reset();
        Feed(parser, document.Bytes, DefaultChunk);
        parser.Complete();
    }

    private async Coroutine Count(Inbox<SaxEvent> events)
    {
        await foreach (var e in events)
            counts.Add(e);
    }
}
