using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Benchmarks.Xml.Contenders;
using CoroFsm.Benchmarks.Xml.Documents;
using CoroFsm.Benchmarks.Xml.Native;

namespace CoroFsm.Benchmarks.Xml;

/// <summary>Measures parsers of XML.</summary>
internal static class XmlSuite
{
    internal const string Name = "xml";

    private const string Baseline = "xmlreader";

    internal static Suite Create()
    {
        var kinds = new[] { BusFeed.Indented(), BusFeed.OnOneLine(), VehicleMonitoring.Create(), Articles.Create(), MapData.Create() };
        var expat = Expat.TryLoad();
        var libXml2 = LibXml2.TryLoad();
        return new(Name, "document", Operations: 1,
        [
            .. kinds.SelectMany(kind => Contenders(kind, expat, libXml2)),
            new PushHandlerCase(kinds[0], "push/64", "push", chunk: 64),
            new PushHandlerCase(kinds[0], "push/1", "push", chunk: 1),
        ])
        {
            Notes =
            [
                .. expat is null ? [$"{Expat.FileName} is not installed: its cases are left out."] : Array.Empty<string>(),
                .. libXml2 is null ? [$"{LibXml2.FileName} is not installed: its cases are left out."] : Array.Empty<string>(),
            ],
        };
    }

    private static IEnumerable<Case> Contenders(DocumentKind kind, Expat? expat, LibXml2? libXml2)
    {
        yield return new XmlReaderCase(kind, Baseline);
        yield return new XmlReaderSkippingCase(kind, "xmlreader/skip", Baseline);
        yield return new XmlReaderAsyncCase(kind, "xmlreader/async", Baseline);
        yield return new PushHandlerCase(kind, "push", Baseline);
        yield return new PushObserverCase(kind, "push/observer", Baseline);
        yield return new PushMachineCase(kind, "push/machine", Baseline);
        if (expat is not null)
            yield return new ExpatCase(kind, "expat", Baseline, expat);
        if (libXml2 is not null)
            yield return new LibXml2Case(kind, "libxml2", Baseline, libXml2);
    }
}
