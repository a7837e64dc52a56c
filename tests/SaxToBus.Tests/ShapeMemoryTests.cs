using System.Text;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus.Tests;

/// <summary>The memory of the machines of the shapes.</summary>
/// <remarks>Runs alone, because the memory of the whole process is measured.</remarks>
[Collection(nameof(ShapeMemoryTests))]
[CollectionDefinition(nameof(ShapeMemoryTests), DisableParallelization = true)]
public sealed class ShapeMemoryTests
{
    [Theory]
    [MemberData(nameof(ShapeTests.AllBackends), MemberType = typeof(ShapeTests))]
    public void Siri_EndlessValues_UseBoundedMemory(string backend)
    {
        using var parser = new XmlPushParser(BusMachine.Create(Enum.Parse<Backend>(backend), Sink.To<Bus>(_ => { }), new()));
        parser.Feed(Encoding.UTF8.GetBytes($"<Siri xmlns='{SiriFeed.Namespace}'><VehicleActivity><MonitoredVehicleJourney>"));
        var values = Encoding.UTF8.GetBytes(
            $"<OriginName>{new string('a', SiriVehicle.MaxValue)}</OriginName><Bearing>{new string('9', SiriVehicle.MaxValue)}</Bearing>");
        parser.Feed(values);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 2000; i++)
            parser.Feed(values);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);        // they have 16 MB
    }
}
