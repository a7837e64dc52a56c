using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>The machine for SIRI-VM (vehicle monitoring, CEN/TS 15531-3): one coroutine for each level of the document.</summary>
internal static class SiriFeed
{
    /// <summary>The namespace of SIRI, whatever its version.</summary>
    public const string Namespace = "http://www.siri.org.uk/siri";

    /// <summary>What such a feed is recognised by.</summary>
    public static readonly FeedShape Shape = new("siri", Namespace, "Siri")
    {
        Coroutine = Read,
        Generator = SiriIterator.Read,
        Chart = SiriChart.StartOn,
    };

    /// <summary>Finds each vehicle of a feed, and emits its record as soon as it is complete.</summary>
    public static async Coroutine Read(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        var vehicle = new SiriVehicle(faults);
        var answer = new SiriAnswer(faults.Content);
        await foreach (var e in sax)
        {
            if (!SiriVehicle.IsStartOfVehicle(e))
            {
                answer.Observe(e);
                continue;
            }

            vehicle.Begin(e);
            await Activity(sax, vehicle);
            emit(vehicle.Build());
        }
    }

    private static async Coroutine Activity(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (await Child(sax) is { } name)
        {
            if (name == SiriVehicle.Journey)
                await Journey(sax, vehicle);
            else if (SiriField.OfActivity(name) is { } field)
                await Value(sax, vehicle, field);
            else
                await Skip(sax);
        }
    }

    private static async Coroutine Journey(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (await Child(sax) is { } name)
        {
            if (name == SiriVehicle.Location)
            {
                vehicle.BeginLocation(sax.Current);
                await Location(sax, vehicle);
            }
            else if (SiriField.OfJourney(name) is { } field)
                await Value(sax, vehicle, field);
            else
                await Skip(sax);
        }
    }

    private static async Coroutine Location(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (await Child(sax) is { } name)
        {
            if (SiriField.OfLocation(name) is { } field)
                await Value(sax, vehicle, field);
            else
                await Skip(sax);
        }
    }

    /// <summary>Waits for the next element within the one that is open.</summary>
    /// <returns>Its name, as <see cref="SiriVehicle.NameOf"/> has it; null at the end of the one that is open.</returns>
    private static async Coroutine<string?> Child(Inbox<SaxEvent> sax)
    {
        while (true)
        {
            var e = await sax.Receive();
            if (e.Kind == SaxKind.StartElement)
                return SiriVehicle.NameOf(e);
            if (e.Kind == SaxKind.EndElement)
                return null;
        }
    }

    private static async Coroutine Value(Inbox<SaxEvent> sax, SiriVehicle vehicle, SiriField field)
    {
        vehicle.Open(field, sax.Current);
        while (true)
        {
            var e = await sax.Receive();
            if (e.Kind is SaxKind.Text or SaxKind.CData)
                vehicle.Append(e);
            else if (e.Kind == SaxKind.StartElement)
                await Skip(sax);
            else if (e.Kind == SaxKind.EndElement)
            {
                vehicle.Close(e);
                return;
            }
        }
    }

    private static async Coroutine Skip(Inbox<SaxEvent> sax)
    {
        for (var depth = 1; depth > 0;)
        {
            var e = await sax.Receive();
            depth += e.Kind switch { SaxKind.StartElement => 1, SaxKind.EndElement => -1, _ => 0 };
        }
    }
}
