using System.Xml;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Xml;
using CoroFsm.Pipelines;

namespace SaxToBus;

/// <summary>Keeps a board up to date with a feed, and reports each round.</summary>
/// <param name="options">What to follow.</param>
/// <param name="streams">Where standard input and the clock are.</param>
/// <param name="show">Gets each round.</param>
/// <param name="warn">Gets one line for each poll that fails, and one for each kind of fault of the feed when it begins.</param>
internal sealed class Follower(FollowOptions options, StandardStreams streams, Action<BoardRound> show, Action<string> warn)
{
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMinutes(10);

    private readonly VehicleBoard board = new(streams.Time, options.Stale);

    /// <summary>What is wrong with the feed at present.</summary>
    private Warnings warnings = Warnings.None;

    /// <summary>When each kind of warning applied last: it is not repeated before it has not applied for a while.</summary>
    private readonly Dictionary<string, long> warned = [];

    /// <summary>Follows the feed until it is cancelled, or ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.IsPolled)
            await PollAsync(cancellationToken);
        else
            await ListenAsync(cancellationToken);
    }

    /// <summary>Polls the feed once, and shows the round.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="cancellationToken">Cancels the poll.</param>
    /// <returns>The failure of the poll, which is a warning, whatever it is; null if it succeeded.</returns>
    public async Task<Exception?> PollOnceAsync(IPolledFeed feed, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            if (!await feed.PollAsync(ReadAsync, cancellationToken))
                board.Repeat();
        }
        catch (Exception error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            warn(Cause(error));
            failure = error;
        }

        EndRound();
        return failure;
    }

    /// <summary>Polls the feed until it is cancelled.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="schedule">Decides when.</param>
    /// <param name="cancellationToken">Cancels the polls.</param>
    public async Task PollAsync(IPolledFeed feed, PollSchedule schedule, CancellationToken cancellationToken)
    {
        while (true)
        {
            var started = streams.Time.GetTimestamp();
            var failure = await PollOnceAsync(feed, cancellationToken);
            var wait = failure is null
                ? schedule.AfterSuccess(streams.Time.GetElapsedTime(started))
                : schedule.AfterFailure((failure as FaultException)?.RetryAfter);
            await WaitAsync(wait, cancellationToken);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var address = WebAddress.Of(options.File);
        using IPolledFeed feed = address is not null
            ? new HttpFeed(address, options.Web, streams.Time)
            : new FileFeed(options.File, streams);

        // Back-off protects servers. A local file needs none.
        var maxBackOff = address is not null ? PollSchedule.UsualMaxBackOff : options.Interval;
        await PollAsync(feed, new(options.Interval, maxBackOff, options.Jitter), cancellationToken);
    }

    /// <summary>Waits. In a long wait, rounds go on: vehicles become stale.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        for (; wait > options.Interval; wait -= options.Interval)
        {
            await Task.Delay(options.Interval, streams.Time, cancellationToken);
            EndRound();
        }

        await Task.Delay(wait, streams.Time, cancellationToken);
    }

    /// <summary>Reads what comes by itself. A connection that ends is made again; a file and standard input are not.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadWhatComesAsync(ended.Token);
        var showing = ShowRoundsAsync(ended.Token);

        // Where nothing can be shown any more, there is nothing to read for either.
        var first = await Task.WhenAny(reading, showing);
        await ended.CancelAsync();
        await Task.WhenAll(reading, showing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first == reading)
            EndRound();
        await first;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Task ReadWhatComesAsync(CancellationToken cancellationToken) => options.File switch
    {
        FeedInput.StandardInput => Task.Run(() => ReadInput(cancellationToken), CancellationToken.None),
        _ when TcpFeed.IsAddress(options.File) => StayConnectedAsync(cancellationToken),
        _ => GrowAsync(cancellationToken),
    };

    private async Task ShowRoundsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval, streams.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                EndRound();
        }
        catch (OperationCanceledException)
        {
            // The caller that ended this shows the last round.
        }
    }

    private async Task StayConnectedAsync(CancellationToken cancellationToken)
    {
        var schedule = new PollSchedule(TimeSpan.FromSeconds(1), PollSchedule.UsualMaxBackOff, options.Jitter);
        while (true)
        {
            TimeSpan pause;
            try
            {
                await Task.Run(() => ReadInput(cancellationToken), CancellationToken.None);
                warn($"{options.Name}: the connection has ended; it is made again");
                pause = schedule.AfterSuccess(TimeSpan.Zero);
            }
            catch (Exception error)
            {
                cancellationToken.ThrowIfCancellationRequested();
                warn(Cause(error));
                pause = schedule.AfterFailure(retryAfter: null);
            }

            await Task.Delay(pause, streams.Time, cancellationToken);
        }
    }

    private void ReadInput(CancellationToken cancellationToken)
    {
        using var feed = FeedInput.Open(options.File, streams, cancellationToken);
        using var reading = new Reading(options, board);
        feed.WhenIdle(() => Note(reading, isComplete: false));
        try
        {
            options.Parser.Run(feed.Stream, reading.Entry);
        }
        finally
        {
            Note(reading, isComplete: true);
        }
    }

    private async Task GrowAsync(CancellationToken cancellationToken)
    {
        if (!Path.Exists(options.File))
            warn($"{options.Name}: no such file; it is waited for");
        var isFirst = true;
        using var reading = new Reading(options, board);
        using var parser = new XmlPushParser(reading.Entry, new() { IgnoreComments = true, IgnoreProcessingInstructions = true });
        var file = new FollowedFile(options.File, new() { FromStart = true, TimeProvider = streams.Time });
        await file.RunAsync(Sink.To<ByteChunk>(chunk =>
        {
            if (isFirst && chunk.Span.StartsWith(GzipFile.Magic))
            {
                throw new FaultException(
                    $"{options.Name}: the input is compressed with gzip; give --every to read it again, or pipe it through gunzip");
            }

            isFirst = false;
            try
            {
                parser.Feed(chunk.Span);
            }
            finally
            {
                Note(reading, isComplete: false);
            }
        }), cancellationToken: cancellationToken);
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        board.BeginReading();
        var isComplete = false;
        using var reading = new Reading(options, board);
        try
        {
            await options.Parser.RunAsync(stream, reading.Entry, cancellationToken);
            isComplete = true;
        }
        finally
        {
            Note(reading, isComplete);
        }
    }

    /// <summary>Notes what is wrong with the feed; called by the thread that reads it.</summary>
    private void Note(Reading reading, bool isComplete) => Volatile.Write(ref warnings, reading.Warnings(options.Name, isComplete));

    /// <summary>Reports what is wrong with the feed, but not the same kinds in each round, and shows the round.</summary>
    private void EndRound()
    {
        var round = board.EndRound();
        var now = streams.Time.GetTimestamp();
        foreach (var (kind, last) in warned)
        {
            if (streams.Time.GetElapsedTime(last, now) >= RepeatAfter)
                warned.Remove(kind);
        }

        foreach (var (kind, line) in Volatile.Read(ref warnings).Lines.Concat(round.Warnings(options.Name, options.Stale)))
        {
            if (!warned.ContainsKey(kind))
                warn(line);
            warned[kind] = now;
        }

        show(round);
    }

    private string Cause(Exception error) => error switch
    {
        XmlException fault => $"{options.Name}({fault.LineNumber},{fault.LinePosition}): {Outcome.MessageOf(fault)}",
        FaultException when error.Message.StartsWith(options.Name, StringComparison.Ordinal) => error.Message,
        FaultException or IOException or UnauthorizedAccessException or InvalidDataException => $"{options.Name}: {error.Message}",
        _ => $"{options.Name}: {error.GetType().Name}: {error.Message}",
    };
}
