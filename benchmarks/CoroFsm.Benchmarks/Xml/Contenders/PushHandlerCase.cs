using CoroFsm.Benchmarks.Xml.Documents;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Benchmarks.Xml.Contenders;

/// <summary>Runs the push parser with a handler whose type the compiler knows.</summary>
/// <param name="kind">The documents.</param>
/// <param name="contender">The name.</param>
/// <param name="baseline">The baseline.</param>
/// <param name="chunk">The number of bytes in a chunk.</param>
internal sealed class PushHandlerCase(DocumentKind kind, string contender, string baseline, int chunk = XmlCase.DefaultChunk)
    : XmlCase(kind, contender, baseline)
{
    private readonly XmlPushParser<Counting> parser = new(default);

    protected override void Parse(Document document)
    {
        parser.Reset();
        Feed(parser, document.Bytes, chunk);
        parser.Complete();
        counts = parser.Handler.Counts;
    }

    internal struct Counting : IObserver<SaxEvent>
    {
        internal Counts Counts;

        public void OnNext(SaxEvent value) => Counts.Add(value);

        public readonly void OnCompleted()
        {
        }

        public readonly void OnError(Exception error)
        {
        }
    }
}
