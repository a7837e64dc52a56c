using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>The machine as an iterator, as in the course's generators: it yields its waits and finds the event in the inbox.</summary>
internal static class BusGenerator
{
    /// <inheritdoc cref="BusFeed.Read"/>
    public static IEnumerable<Wait> Read(Inbox<SaxEvent> sax, Action<Bus> emit)
    {
        var fields = new BusBuilder();
        var isInRoot = false;
        while (true)
        {
            yield return sax.MoveNextAsync();
            if (sax.IsCompleted)
                yield break;
            if (!isInRoot && sax.Current.Kind == SaxKind.StartElement)
            {
                FeedShape.RequireCourse(sax.Current);
                isInRoot = true;
            }

            if (!BusBuilder.IsStartOfBus(sax.Current))
                continue;

            yield return sax.Receive();
            while (!fields.IsEndOfBus(sax.Current))
            {
                fields.Take(sax.Current);
                yield return sax.Receive();
            }

            emit(fields.Build());
        }
    }
}
