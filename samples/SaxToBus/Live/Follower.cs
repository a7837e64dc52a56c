using System.Xml;
using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>Keeps a board up to date with a feed, and tells of each round.</summary>
/// <param name="options">What to follow.</param>
/// <param name="streams">Where standard input and the clock are.</param>
/// <param name="show">Gets each round.</param>
/// <param name="warn">Gets one line for each poll that fails, and one when what is wrong with the feed's values changes.</param>
internal sealed class Follower(FollowOptions options, StandardStreams streams, Action<BoardRound> show, Action<string> warn)
{
    private readonly VehicleBoard board = new(streams.Time, options.Stale);

    /// <summary>What is wrong with the feed's values; "" if nothing is.</summary>
    private FaultsNow faultsNow = new("", "");
    private string faultsTold = "";

    /// <summary>Follows the feed until it is cancelled, or ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (options.IsPolled)
            await PollAsync(cancellation);
        else
            await ListenAsync(cancellation);
    }

    /// <summary>Asks once, and shows what has come of it.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PollOnceAsync(IPolledFeed feed, CancellationToken cancellation)
    {
        try
        {
            if (!await feed.PollAsync(ReadAsync, cancellation))
                board.Repeat();
        }
        catch (Exception error) when (Cause(error) is { } cause)
        {
            cancellation.ThrowIfCancellationRequested();
            warn(cause);
        }

        EndRound();
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        using IPolledFeed feed = HttpFeed.AddressOf(options.File) is { } address
            ? new HttpFeed(address, options.PollTimeout, streams.Time)
            : new FileFeed(options.File, streams);
        while (true)
        {
            var started = streams.Time.GetTimestamp();
            await PollOnceAsync(feed, cancellation);
            var rest = options.Interval - streams.Time.GetElapsedTime(started);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, streams.Time, cancellation);
        }
    }

    /// <summary>Reads what comes by itself. A connection that ends is made again; a file and standard input are not.</summary>
    private async Task ListenAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadWhatComesAsync(ended.Token);
        var showing = ShowRoundsAsync(ended.Token);

        // Where nothing can be shown any more, there is nothing to read for either.
        var first = await Task.WhenAny(reading, showing);
        await ended.CancelAsync();
        await Task.WhenAll(reading, showing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first == reading)
            EndRound();
        await first;
        cancellation.ThrowIfCancellationRequested();
    }

    private Task ReadWhatComesAsync(CancellationToken cancellation) => options.File switch
    {
        FeedInput.StandardInput => Task.Run(() => ReadInput(cancellation), CancellationToken.None),
        _ when TcpFeed.IsAddress(options.File) => StayConnectedAsync(cancellation),
        _ => GrowAsync(cancellation),
    };

    private async Task ShowRoundsAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.Interval, streams.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                EndRound();
        }
        catch (OperationCanceledException)
        {
            // The last round is shown by whoever ended this.
        }
    }

    private async Task StayConnectedAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                await Task.Run(() => ReadInput(cancellation), CancellationToken.None);
                warn($"{options.File}: the connection has ended; it is made again");
            }
            catch (Exception error) when (Cause(error) is { } cause)
            {
                cancellation.ThrowIfCancellationRequested();
                warn(cause);
            }

            await Task.Delay(pause, streams.Time, cancellation);
        }
    }

    private void ReadInput(CancellationToken cancellation)
    {
        using var feed = FeedInput.Open(options.File, streams, cancellation);
        var faults = new FeedFaults();
        using var pipeline = new BusPipeline(Backend.Coroutine, options.Filter, new BoardRows(board), new(), faults);
        feed.WhenIdle(() => Note(faults));
        try
        {
            options.Parser.Run(feed.Stream, pipeline.Entry);
        }
        finally
        {
            Note(faults);
        }
    }

    private async Task GrowAsync(CancellationToken cancellation)
    {
        if (!Path.Exists(options.File))
            warn($"{options.File}: no such file; it is waited for");
        var faults = new FeedFaults();
        using var pipeline = new BusPipeline(Backend.Coroutine, options.Filter, new BoardRows(board), new(), faults);
        using var parser = new XmlPushParser(pipeline.Entry, new() { IgnoreComments = true, IgnoreProcessingInstructions = true });
        var file = new FollowedFile(options.File, new() { FromStart = true, TimeProvider = streams.Time });
        await file.RunAsync(Sink.To<ByteChunk>(chunk =>
        {
            try
            {
                parser.Feed(chunk.Span);
            }
            finally
            {
                Note(faults);
            }
        }), cancellationToken: cancellation);
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellation)
    {
        board.BeginReading();
        var faults = new FeedFaults();
        using var pipeline = new BusPipeline(Backend.Coroutine, options.Filter, new BoardRows(board), new(), faults);
        try
        {
            await options.Parser.RunAsync(stream, pipeline.Entry, cancellation);
        }
        finally
        {
            Note(faults);
        }
    }

    /// <summary>Notes what is wrong with the feed's values; called by who reads it.</summary>
    private void Note(FeedFaults faults) =>
        Volatile.Write(ref faultsNow, faults.Lines(options.File).FirstOrDefault() is { } first ? new(faults.Kinds, $"{first}; {faults.Summary}") : new("", ""));

    /// <summary>Tells what is wrong with the feed's values, but not the same kinds each time, and shows the round.</summary>
    private void EndRound()
    {
        var now = Volatile.Read(ref faultsNow);
        if (now.Kinds.Length > 0 && now.Kinds != faultsTold)
            warn(now.Line);
        faultsTold = now.Kinds;
        show(board.EndRound());
    }

    private string? Cause(Exception error) => error switch
    {
        XmlException fault => $"{options.File}({fault.LineNumber},{fault.LinePosition}): {Outcome.WithoutPlace(fault)}",
        FaultException when error.Message.StartsWith(options.File, StringComparison.Ordinal) => error.Message,
        FaultException or IOException or UnauthorizedAccessException => $"{options.File}: {error.Message}",
        _ => null,
    };

    /// <summary>Puts what passes the filter on the board.</summary>
    private sealed class BoardRows(VehicleBoard board) : IBusWriter
    {
        public void Write(Bus bus) => board.See(Vehicle.Of(bus));

        public void Flush()
        {
            // It is on the board at once.
        }

        public void Dispose()
        {
            // The board outlives a poll.
        }
    }

    /// <summary>What is wrong with the feed's values at present: of what kinds, and as a line.</summary>
    private sealed record FaultsNow(string Kinds, string Line);
}
