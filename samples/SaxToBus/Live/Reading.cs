using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>One reading of a feed that is followed: its machine, which puts the vehicles on the board, and what is wrong with it.</summary>
internal sealed class Reading : IDisposable
{
    private readonly Tally tally = new();
    private readonly FeedFaults faults;
    private readonly BusPipeline pipeline;

    /// <summary>Initializes a reading.</summary>
    /// <param name="options">What is followed.</param>
    /// <param name="board">Gets the vehicles.</param>
    public Reading(FollowOptions options, VehicleBoard board)
    {
        faults = new() { Zone = options.Zone };
        pipeline = new(Backend.Coroutine, options.Filter, new BoardRows(board), tally, faults);
    }

    /// <summary>Gets the observer of the feed's events.</summary>
    public IObserver<SaxEvent> Entry => pipeline.Entry;

    /// <summary>Returns what is wrong with the feed so far. For the thread that reads it.</summary>
    /// <param name="name">What the feed is called.</param>
    /// <param name="isComplete">Whether it has ended.</param>
    public Warnings Warnings(string name, bool isComplete)
    {
        List<(string Kind, string Line)> lines = [.. faults.Content.Lines(name, tally.Read, isComplete)];
        if (faults.Lines(name).FirstOrDefault() is { } first)
            lines.Add((faults.Kinds, $"{first}; {faults.Summary}"));
        return lines.Count == 0 ? SaxToBus.Warnings.None : new(lines);
    }

    /// <inheritdoc/>
    public void Dispose() => pipeline.Dispose();

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
}

/// <summary>What is wrong with a feed at present.</summary>
/// <param name="Lines">The lines, each with its kind: one of a kind that was reported in the last round is not repeated.</param>
internal sealed record Warnings(IReadOnlyList<(string Kind, string Line)> Lines)
{
    /// <summary>Gets the warnings of a feed with which nothing is wrong.</summary>
    public static Warnings None { get; } = new([]);
}
