using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>
/// The machine of <see cref="BusFeed"/> as an iterator, as in the course's generators: it yields its waits and finds the event in the
/// inbox.
/// </summary>
internal static class BusIterator
{
    /// <summary>Finds each bus, from the root on, which may be one itself.</summary>
    public static IEnumerable<Wait> Read(Inbox<SaxEvent> sax, Action<Bus> emit)
    {
        var fields = new BusBuilder();
        while (true)
        {
            if (BusBuilder.IsStartOfBus(sax.Current))
            {
                yield return sax.Receive();
                while (!fields.IsEndOfBus(sax.Current))
                {
                    fields.Take(sax.Current);
                    yield return sax.Receive();
                }

                emit(fields.Build());
            }

            yield return sax.MoveNextAsync();
            if (sax.IsCompleted)
                yield break;
        }
    }
}
