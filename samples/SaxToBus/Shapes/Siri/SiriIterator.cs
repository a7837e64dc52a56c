using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>
/// The machine of <see cref="SiriFeed"/> as iterators, which yield their waits and find the event in the inbox: one for each level of
/// the document.
/// </summary>
internal static class SiriIterator
{
    /// <inheritdoc cref="SiriFeed.Read"/>
    public static IEnumerable<Wait> Read(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        var vehicle = new SiriVehicle(faults);
        var answer = new SiriAnswer(faults.Content);
        while (true)
        {
            yield return sax.MoveNextAsync();
            if (sax.IsCompleted)
                yield break;
            if (!SiriVehicle.IsStartOfVehicle(sax.Current))
            {
                answer.Observe(sax.Current);
                continue;
            }

            vehicle.Begin(sax.Current);
            yield return sax.Run(Activity(sax, vehicle));
            emit(vehicle.Build());
        }
    }

    private static IEnumerable<Wait> Activity(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (true)
        {
            yield return sax.Receive();
            if (sax.Current.Kind == SaxKind.EndElement)
                yield break;
            if (sax.Current.Kind != SaxKind.StartElement)
                continue;

            var name = SiriVehicle.NameOf(sax.Current);
            if (name == SiriVehicle.Journey)
                yield return sax.Run(Journey(sax, vehicle));
            else if (SiriField.OfActivity(name) is { } field)
                yield return sax.Run(Value(sax, vehicle, field));
            else
                yield return sax.Run(Skip(sax));
        }
    }

    private static IEnumerable<Wait> Journey(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (true)
        {
            yield return sax.Receive();
            if (sax.Current.Kind == SaxKind.EndElement)
                yield break;
            if (sax.Current.Kind != SaxKind.StartElement)
                continue;

            var name = SiriVehicle.NameOf(sax.Current);
            if (name == SiriVehicle.Location)
            {
                vehicle.BeginLocation(sax.Current);
                yield return sax.Run(Location(sax, vehicle));
            }
            else if (SiriField.OfJourney(name) is { } field)
                yield return sax.Run(Value(sax, vehicle, field));
            else
                yield return sax.Run(Skip(sax));
        }
    }

    private static IEnumerable<Wait> Location(Inbox<SaxEvent> sax, SiriVehicle vehicle)
    {
        while (true)
        {
            yield return sax.Receive();
            if (sax.Current.Kind == SaxKind.EndElement)
                yield break;
            if (sax.Current.Kind != SaxKind.StartElement)
                continue;

            if (SiriField.OfLocation(SiriVehicle.NameOf(sax.Current)) is { } field)
                yield return sax.Run(Value(sax, vehicle, field));
            else
                yield return sax.Run(Skip(sax));
        }
    }

    private static IEnumerable<Wait> Value(Inbox<SaxEvent> sax, SiriVehicle vehicle, SiriField field)
    {
        vehicle.Open(field, sax.Current);
        while (true)
        {
            yield return sax.Receive();
            if (sax.Current.Kind is SaxKind.Text or SaxKind.CData)
                vehicle.Append(sax.Current);
            else if (sax.Current.Kind == SaxKind.StartElement)
                yield return sax.Run(Skip(sax));
            else if (sax.Current.Kind == SaxKind.EndElement)
                break;
        }

        vehicle.Close(sax.Current);
    }

    private static IEnumerable<Wait> Skip(Inbox<SaxEvent> sax)
    {
        for (var depth = 1; depth > 0;)
        {
            yield return sax.Receive();
            depth += sax.Current.Kind switch { SaxKind.StartElement => 1, SaxKind.EndElement => -1, _ => 0 };
        }
    }
}
