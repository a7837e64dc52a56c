using System.Globalization;

namespace CoroFsm.Benchmarks.Xml.Documents;

/// <summary>Vehicle monitoring as in SIRI 2.0: long names, deep nesting, a namespace.</summary>
internal static class VehicleMonitoring
{
    private static readonly string[] Places = ["Carding Mill", "Station Approach", "Lower Green", "University &amp; Library", "Harbour"];

    internal static DocumentKind Create() => new(
        "siri",
        """<?xml version="1.0" encoding="UTF-8"?>""" +
        """
        <Siri xmlns="http://www.siri.org.uk/siri" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="2.0">
          <ServiceDelivery>
            <VehicleMonitoringDelivery>

        """,
        (text, random) => text.Append(CultureInfo.InvariantCulture, $"""
                  <VehicleActivity>
                    <RecordedAtTime>{Time(random)}</RecordedAtTime>
                    <ItemIdentifier>{random.NextInt64():x16}-{random.Next():x8}</ItemIdentifier>
                    <ValidUntilTime>{Time(random)}</ValidUntilTime>
                    <MonitoredVehicleJourney>
                      <LineRef>{random.Next(1, 300)}</LineRef>
                      <DirectionRef>{(random.Next(2) == 0 ? "INBOUND" : "OUTBOUND")}</DirectionRef>
                      <FramedVehicleJourneyRef>
                        <DataFrameRef>2026-03-{random.Next(10, 29)}</DataFrameRef>
                        <DatedVehicleJourneyRef>{random.Next(1, 9999)}</DatedVehicleJourneyRef>
                      </FramedVehicleJourneyRef>
                      <PublishedLineName>{random.Next(1, 300)}</PublishedLineName>
                      <OperatorRef>OP{random.Next(10, 99)}</OperatorRef>
                      <OriginRef>{random.Next(100_000, 999_999)}</OriginRef>
                      <OriginName>{Places[random.Next(Places.Length)]}</OriginName>
                      <DestinationRef>{random.Next(100_000, 999_999)}</DestinationRef>
                      <DestinationName>{Places[random.Next(Places.Length)]}</DestinationName>
                      <OriginAimedDepartureTime>{Time(random)}</OriginAimedDepartureTime>
                      <VehicleLocation>
                        <Longitude>-1.{random.Next(100_000, 999_999)}</Longitude>
                        <Latitude>53.{random.Next(100_000, 999_999)}</Latitude>
                      </VehicleLocation>
                      <Bearing>{random.Next(360)}.0</Bearing>
                      <BlockRef>{random.Next(1, 9999)}</BlockRef>
                      <VehicleRef>{random.Next(1000, 9999)}</VehicleRef>
                    </MonitoredVehicleJourney>
                    <Extensions>
                      <VehicleJourney>
                        <Operational>
                          <TicketMachine>
                            <TicketMachineServiceCode>{random.Next(1, 300)}</TicketMachineServiceCode>
                            <JourneyCode>{random.Next(1, 2400):D4}</JourneyCode>
                          </TicketMachine>
                        </Operational>
                        <VehicleUniqueId>{random.Next(1000, 9999)}</VehicleUniqueId>
                      </VehicleJourney>
                    </Extensions>
                  </VehicleActivity>

            """),
        "</VehicleMonitoringDelivery></ServiceDelivery></Siri>");

    private static string Time(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"2026-03-{random.Next(10, 29)}T{random.Next(10, 24)}:{random.Next(10, 60)}:{random.Next(10, 60)}+00:00");
}
