using System.Security.Cryptography;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>One reading of a feed.</summary>
/// <param name="Tally">What has passed.</param>
/// <param name="Bytes">How long the feed was.</param>
/// <param name="Elapsed">How long it took, parser included.</param>
/// <param name="Allocated">How many bytes were allocated, records of buses included.</param>
internal sealed record BackendRun(Tally Tally, long Bytes, TimeSpan Elapsed, long Allocated)
{
    /// <summary>Reads a feed and counts.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="parser">What parses it.</param>
    /// <param name="backend">What finds the buses; null: the parser runs alone.</param>
    /// <param name="time">Measures.</param>
    public static BackendRun Measure(FeedInput feed, FeedParser parser, Backend? backend, TimeProvider time)
    {
        var tally = new Tally();
        var machine = backend is { } b ? BusMachine.Create(b, Sink.To<Bus>(_ => tally.Read++), new()) : null;
        using var stage = machine as IDisposable;
        var entry = Stage.Tap<SaxEvent>(_ => tally.Events++, machine ?? Sink.To<SaxEvent>(_ => { }));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = time.GetTimestamp();
        parser.Run(feed.Stream, entry);
        return new(tally, feed.BytesRead, time.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    /// <summary>Reads a feed and makes one number of all its rows, with all their fields.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="parser">What parses it.</param>
    /// <param name="backend">What finds the buses.</param>
    /// <param name="faults">Gets what is missing or malformed, and what the document turns out to be.</param>
    /// <returns>The SHA-256 of the rows as JSON lines, and how many there are.</returns>
    public static (string Digest, long Rows) DigestOf(FeedInput feed, FeedParser parser, Backend backend, FeedFaults faults)
    {
        var count = 0L;
        using var digest = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, digest, CryptoStreamMode.Write))
        using (var rows = new JsonBusWriter(stream))
        {
            var machine = BusMachine.Create(backend, Sink.To<Bus>(bus =>
            {
                count++;
                rows.Write(bus);
            }), faults);
            using var stage = machine as IDisposable;
            parser.Run(feed.Stream, machine);
        }

        return (Convert.ToHexString(digest.Hash!), count);
    }
}
