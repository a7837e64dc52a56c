using CoroFsm.Benchmarks.Xml.Documents;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>Runs the push parser into an observer.</summary>
internal sealed class PushObserverCase : XmlCase, IObserver<SaxEvent>
{
    private readonly XmlPushParser parser;

    internal PushObserverCase(DocumentKind kind, string contender, string baseline)
        : base(kind, contender, baseline) =>
        parser = new(this);

    void IObserver<SaxEvent>.OnNext(SaxEvent value) => counts.Add(value);

    void IObserver<SaxEvent>.OnCompleted()
    {
    }

    void IObserver<SaxEvent>.OnError(Exception error)
    {
    }

    protected override void Parse(Document document)
    {
        parser.Reset();
        Feed(parser, document.Bytes, DefaultChunk);
        parser.Complete();
    }
}
