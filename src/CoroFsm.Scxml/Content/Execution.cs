using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml.Content;

/// <summary>What executable content needs of the session that runs it.</summary>
internal abstract class Execution
{
    private int visited;

    /// <summary>Gets or sets the position of the element that is executed.</summary>
    internal SourcePosition Position { get; set; }

    /// <summary>Gets the maximum number of elements that are executed in the reaction to one event.</summary>
    internal abstract int MaxElements { get; }

    internal abstract ScxmlData Data { get; }

    internal abstract ScxmlActions Actions { get; }

    /// <summary>Gets the longest time that an event may be delayed.</summary>
    internal abstract TimeSpan MaxDelay { get; }

    /// <summary>Begins the reaction to an event from outside.</summary>
    internal void Restart() => visited = 0;

    /// <summary>Counts an element that is executed.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    internal void Visit(SourcePosition position)
    {
        Position = position;
        if (++visited > MaxElements)
        {
            throw new InvalidOperationException($"{MaxElements} elements have been executed in the reaction to one event (limit "
                + $"{nameof(ScxmlOptions)}.{nameof(ScxmlOptions.MaxExecutedElements)}). Do less for each event, or raise the limit.");
        }
    }

    /// <summary>Adds an event to the internal queue.</summary>
    internal abstract void Raise(ScxmlEvent value);

    /// <summary>Turns an error into an event in the internal queue.</summary>
    internal abstract void Report(ScxmlErrorException error);

    /// <summary>Sends a message after a delay.</summary>
    internal abstract void Send(ScxmlMessage message, string? type, TimeSpan delay);

    /// <summary>Drops the delayed messages that have an identifier.</summary>
    internal abstract void Cancel(string sendId);

    internal abstract void Log(string? label, object? value);

    /// <summary>Returns an identifier that is unique in the session.</summary>
    internal abstract string NewId(string prefix);
}
