using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Attacks;

/// <summary>Counts events and retains nothing.</summary>
public struct Counting : IObserver<SaxEvent>
{
    /// <summary>Gets the number of events.</summary>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public void OnNext(SaxEvent value) => Events++;

    /// <inheritdoc/>
    public readonly void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public readonly void OnError(Exception error)
    {
    }
}
