using System.Globalization;
using System.Text;
using Spectre.Console;

namespace SaxToBus;

/// <summary>Reads a feed with each backend and shows what that costs.</summary>
internal static class CompareCommand
{
    /// <summary>How often each backend reads the feed if nothing else is said.</summary>
    public const int UsualRounds = 5;

    /// <summary>How often it may read it.</summary>
    public const int MaxRounds = 1000;

    /// <summary>Ends the warm-up by a clock that stands still.</summary>
    private const int MaxWarmUps = 10_000;

    /// <summary>How long the code runs before it is measured: a short feed would otherwise tell the price of compiling it.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly Backend[] Backends = Enum.GetValues<Backend>();

    /// <summary>Runs the command.</summary>
    /// <param name="file">The feed, which is read several times; null for the embedded one.</param>
    /// <param name="parser">What parses it.</param>
    /// <param name="rounds">How often each backend reads it.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        string? file, FeedParser parser, int rounds, StandardStreams streams, CancellationToken cancellationToken) =>
        Outcome.OfAsync(FeedInput.NameOf(file), streams.Error, () =>
        {
            if (file == FeedInput.StandardInput || TcpFeed.IsAddress(file ?? "") || WebAddress.Of(file) is not null)
                throw NotAFile(file);

            var random = new Random(Seed: 1);
            var faults = new FeedFaults();
            var rows = Array.ConvertAll(Backends, backend =>
                Read(feed => BackendRun.DigestOf(feed, parser, backend, backend == Backends[0] ? faults : new())));
            var digests = Array.ConvertAll(rows, of => of.Digest);
            var alone = new List<BackendRun>();
            var runs = Array.ConvertAll(Backends, _ => new List<BackendRun>());
            var started = streams.Time.GetTimestamp();
            for (var round = 1; round <= MaxWarmUps && streams.Time.GetElapsedTime(started) < WarmUp; round++)
                Measure();

            alone.Clear();
            Array.ForEach(runs, of => of.Clear());
            for (var round = 0; round < rounds; round++)
                Measure();

            var output = new OutputStream(streams.OpenOutput());
            using (var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
                Terminals.Create(writer, streams.IsOutputTerminal).Write(Table(alone, runs, digests));
            if (Difference(digests) is { } difference)
                throw new FaultException($"{FeedInput.NameOf(file)}: {difference}");
            foreach (var (_, line) in faults.Content.Lines(FeedInput.NameOf(file), rows[0].Rows, isComplete: true))
                streams.Error.WriteLine(line);
            return faults.Content.IsRecognized(rows[0].Rows, isComplete: true) ? ExitCode.Done : ExitCode.Unrecognized;

            void Measure()
            {
                // In another order each time: who follows one that leaves much garbage is slower.
                int[] order = [.. Enumerable.Range(-1, Backends.Length + 1)];
                random.Shuffle(order);
                foreach (var i in order)
                {
                    Backend? backend = i < 0 ? null : Backends[i];
                    (i < 0 ? alone : runs[i]).Add(Read(feed => BackendRun.Measure(feed, parser, backend, streams.Time)));
                }
            }

            T Read<T>(Func<FeedInput, T> read)
            {
                using var feed = FeedInput.Open(file, streams, cancellationToken);
                if (feed.IsLive)
                    throw NotAFile(file);
                var console = streams is { IsErrorTerminal: true } ? Terminals.Create(streams.Error, isTerminal: true) : null;
                using (FeedProgress.Watch(feed, console, streams.Time))
                    return read(feed);
            }
        });

    /// <summary>Tells whose rows differ from those of the first backend; null: all are equal.</summary>
    /// <param name="digests">One for each backend.</param>
    internal static string? Difference(string[] digests) => Array.FindIndex(digests, digest => digest != digests[0]) is > 0 and var other
        ? $"the rows of {NameOf(other)} are not those of {NameOf(0)}"
        : null;

    private static FaultException NotAFile(string? file) =>
        new(
        $"{FeedInput.NameOf(file)}: this is not a file. compare reads the feed once for each backend: save it to a file first.");

    private static Table Table(List<BackendRun> alone, List<BackendRun>[] runs, string[] digests)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("backend").AddColumn("rows");
        foreach (var column in new[] { "buses", "ms", "MB/s", "ns/event", "B/event", "ratio" })
            table.AddColumn(new TableColumn(column).RightAligned());

        var first = Median(runs[0]);
        for (var i = 0; i < runs.Length; i++)
            AddRow(NameOf(i), digests[i] == digests[0] ? "equal" : "DIFFERENT", runs[i]);
        AddRow("parser only", "", alone);
        return table;

        void AddRow(string name, string rows, List<BackendRun> of)
        {
            var (last, elapsed) = (of[^1], Median(of));
            var events = Math.Max(last.Tally.Events, 1);
            table.AddRow(
                new Text(name),
                new Text(rows),
                Number($"{last.Tally.Read:N0}"),
                Number($"{elapsed.TotalMilliseconds:N1}"),
                Number($"{last.Bytes / Math.Max(elapsed.TotalSeconds, 1e-9) / 1e6:N0}"),
                Number($"{elapsed.TotalNanoseconds / events:N1}"),
                Number($"{(double)last.Allocated / events:N1}"),
                Number($"{elapsed / first:N2}"));
        }

        static Text Number(FormattableString value) => new(value.ToString(CultureInfo.InvariantCulture));
    }

    private static TimeSpan Median(List<BackendRun> runs)
    {
        var sorted = runs.Select(run => run.Elapsed).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string NameOf(int backend) => Backends[backend].ToString().ToLowerInvariant();
}
