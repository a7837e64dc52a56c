using System.Globalization;
using System.Text.Unicode;

namespace SaxToBus;

/// <summary>Writes a SIRI-VM feed with made-up vehicles in it, of the same town as <see cref="FeedGenerator"/>'s.</summary>
internal static class SiriGenerator
{
    /// <summary>More than the longest vehicle takes.</summary>
    private const int VehicleSize = 4096;

    /// <summary>Any moment will do, but it has to be always the same.</summary>
    private static readonly DateTimeOffset Moment = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="vehicles">How many vehicles it has.</param>
    /// <param name="seed">Feeds with the same seed are the same, byte for byte; a longer one begins like a shorter one.</param>
    /// <param name="cancellationToken">Ends it between two vehicles.</param>
    public static void Write(Utf8Writer output, long vehicles, ulong seed, CancellationToken cancellationToken)
    {
        var random = new SplitMix64(seed);
        output.Write(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Siri xmlns="http://www.siri.org.uk/siri" version="2.0">
              <ServiceDelivery>
                <ResponseTimestamp>2026-01-05T08:00:00Z</ResponseTimestamp>
                <ProducerRef>SaxToBus</ProducerRef>
                <VehicleMonitoringDelivery version="2.0">
                  <ResponseTimestamp>2026-01-05T08:00:00Z</ResponseTimestamp>

            """.ReplaceLineEndings("\n"));
        for (var i = 0L; i < vehicles; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteVehicle(output, i, ref random);
        }

        output.Write("    </VehicleMonitoringDelivery>\n  </ServiceDelivery>\n</Siri>\n"u8);
    }

    private static void WriteVehicle(Utf8Writer output, long index, ref SplitMix64 random)
    {
        var route = RouteMap.Names[RouteMap.Pick(ref random)];
        var isInbound = random.Percent(50);
        var recorded = Moment.AddSeconds(-random.Below(30));
        var latitude = 620_000 + random.Below(370_000);
        var longitude = 520_000 + random.Below(320_000);
        var bearing = random.Below(360);
        var delay = random.Below(600) - 120;
        var origin = random.Below(1_000_000);
        var destination = random.Below(1_000_000);
        var originName = StopNames.Pick(ref random).Replace("&", "&amp;", StringComparison.Ordinal);
        var destinationName = StopNames.Pick(ref random).Replace("&", "&amp;", StringComparison.Ordinal);
        var company = random.Of<string>(["NTCO", "EWBC", "RVRB"]);

        if (!Utf8.TryWrite(
            output.GetSpan(VehicleSize),
            CultureInfo.InvariantCulture,
            $"      <VehicleActivity>\n" +
            $"        <RecordedAtTime>{recorded:yyyy-MM-dd'T'HH:mm:ss'Z'}</RecordedAtTime>\n" +
            $"        <ItemIdentifier>item-{index}</ItemIdentifier>\n" +
            $"        <ValidUntilTime>{recorded.AddMinutes(5):yyyy-MM-dd'T'HH:mm:ss'Z'}</ValidUntilTime>\n" +
            $"        <MonitoredVehicleJourney>\n" +
            $"          <LineRef>{route}</LineRef>\n" +
            $"          <DirectionRef>{(isInbound ? "INBOUND" : "OUTBOUND")}</DirectionRef>\n" +
            $"          <FramedVehicleJourneyRef>\n" +
            $"            <DataFrameRef>2026-01-05</DataFrameRef>\n" +
            $"            <DatedVehicleJourneyRef>{index % 5000}</DatedVehicleJourneyRef>\n" +
            $"          </FramedVehicleJourneyRef>\n" +
            $"          <PublishedLineName>{route}</PublishedLineName>\n" +
            $"          <OperatorRef>{company}</OperatorRef>\n" +
            $"          <OriginRef>{origin:D6}</OriginRef>\n" +
            $"          <OriginName>{originName}</OriginName>\n" +
            $"          <DestinationRef>{destination:D6}</DestinationRef>\n" +
            $"          <DestinationName>{destinationName}</DestinationName>\n" +
            $"          <VehicleLocation>\n" +
            $"            <Longitude>-87.{longitude:D6}</Longitude>\n" +
            $"            <Latitude>41.{latitude:D6}</Latitude>\n" +
            $"          </VehicleLocation>\n" +
            $"          <Bearing>{bearing}.0</Bearing>\n" +
            $"          <Delay>{(delay < 0 ? "-" : "")}PT{Math.Abs(delay)}S</Delay>\n" +
            $"          <VehicleRef>{company}-{index}</VehicleRef>\n" +
            $"        </MonitoredVehicleJourney>\n" +
            $"      </VehicleActivity>\n",
            out var length))
        {
            throw new InvalidOperationException("A vehicle is longer than the buffer for it.");
        }

        output.Advance(length);
    }
}
